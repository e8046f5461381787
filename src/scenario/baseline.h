// Baseline files (XML, urn:shakedown:baseline:1): failures that are known and accepted for a while,
// each with its reason, kept apart from the suites, which others may have written.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/error.h"

namespace shakedown::scenario {

/// One <known-failure>.
struct KnownFailure {
  std::string id;      ///< of a case, or of a scenario: "suite/scenario" stands for all its cases
  std::string reason;  ///< one line, not empty
  std::optional<UtcSeconds> until;  ///< the last second in which it is accepted; empty: always
  SourcePosition position;
};

/// Either entries or at least one error: kSuite with file:line:column, or kFileRead.
struct LoadedBaseline {
  std::vector<KnownFailure> entries;
  std::vector<Error> errors;
  bool ok() const { return errors.empty(); }
};
LoadedBaseline LoadBaseline(const std::string& path);
/// The same from text; `file` is the name used in errors.
LoadedBaseline ParseBaseline(const std::string& text, const std::string& file);

/// The namespace of baseline files.
inline constexpr const char* kBaselineNamespace = "urn:shakedown:baseline:1";

}  // namespace shakedown::scenario
