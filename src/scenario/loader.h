// Reads suite files (XML, urn:shakedown:suite:1). The only code that knows the file format.
#pragma once

#include <string>
#include <vector>

#include "core/result.h"
#include "scenario/model.h"

namespace shakedown::scenario {

/// Loads one suite file. Every defect is found in one pass: the errors are kSuite with
/// file:line:column, the line, a caret and the nearest known name. Either a suite or at least one
/// error.
struct LoadedSuite {
  SuiteModel suite;
  std::vector<Error> errors;
  bool ok() const { return errors.empty(); }
};
LoadedSuite LoadSuite(const std::string& path);
/// The same from text; `file` is the name used in errors.
LoadedSuite ParseSuite(const std::string& text, const std::string& file);

/// `text` with `${name}` replaced; kSuite naming the variable and its nearest known name if one is
/// not in `variables`.
Result<std::string> Substitute(const std::string& text, const Variables& variables,
                               const SourcePosition& position);

/// The values that attributes of closed meaning may take, for errors, the schema test and docs.
namespace words {
extern const std::vector<std::string> kCapabilities;  ///< for `requires`
extern const std::vector<std::string> kDamage;
}  // namespace words

}  // namespace shakedown::scenario
