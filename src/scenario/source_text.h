// The text of a suite file with its lines, so that every defect can be shown where it stands.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"

namespace shakedown::scenario {

/// Owns the text; a leading byte order mark is dropped.
class SourceText {
 public:
  SourceText(std::string file, std::string text);

  const std::string& file() const { return file_; }
  std::string_view text() const { return text_; }

  /// Line, column (in characters, 1-based) and the line itself for the octet at `offset`. Lines in
  /// which the column lies beyond 200 have no excerpt: a caret could not be shown.
  SourcePosition At(size_t offset) const;

 private:
  /// Characters before `offset`.
  size_t CharactersBefore(size_t offset) const;

  std::string file_;
  std::string text_;
  std::vector<size_t> line_starts_;
  std::vector<size_t> characters_;  ///< before each block of octets: a file may be one long line
};

/// The offset of the first octet that XML 1.0 (in UTF-8) cannot hold: malformed UTF-8, or a control
/// character other than TAB, LF and CR.
std::optional<size_t> FirstIllegalOctet(std::string_view text);

/// "'name'", printable and short.
std::string Quoted(std::string_view name);
/// "<name>", printable and short.
std::string Tag(std::string_view name);

}  // namespace shakedown::scenario
