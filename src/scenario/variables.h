// `${name}` in values: finding, checking and replacing.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace shakedown::scenario {

/// One "${name}" of a value.
struct VariableReference {
  std::string_view name;  ///< borrowed; may be malformed
  size_t at = 0;          ///< offset of "$"
  size_t end = 0;         ///< offset behind "}"
  bool closed = true;     ///< false: "}" is missing
};

/// The references of `text` in order; "$${" is not one.
std::vector<VariableReference> FindReferences(std::string_view text);

/// `text` with each "$${" turned into "${"; for texts without references.
std::string Unescaped(std::string_view text);

}  // namespace shakedown::scenario
