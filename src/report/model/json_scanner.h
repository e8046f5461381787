// Finds the parts of a JSON document in a file without reading it as a whole: where values begin
// and end, no more. A report of a large run is larger than memory should be.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/error.h"

namespace shakedown::report::model {

/// Where a value lies in a file.
struct JsonSpan {
  uint64_t offset = 0;
  size_t size = 0;
};

/// A cursor over the text in `fd` (borrowed, seekable). After the first defect every call fails and
/// `failure` says what is wrong and where.
class JsonScanner final {
 public:
  explicit JsonScanner(int fd) : fd_(fd) {}

  /// The next character that is no white space, not taken; '\0' at the end.
  char Peek();
  /// Takes `expected`, behind white space; a defect if another character stands there.
  bool Take(char expected);
  /// Takes a text without escapes, as names of fields are; nothing for anything else.
  std::optional<std::string> TakeName();
  /// Takes one value of any kind; where it lies.
  std::optional<JsonSpan> TakeValue();
  /// Behind an element of a list or object: true for a comma, false for `close`, which is taken.
  bool TakeSeparator(char close);

  uint64_t offset() const { return base_ + at_; }
  bool failed() const { return failed_; }
  /// Line and what was expected; kFormat, or kFileRead.
  Error failure() const;

 private:
  bool Fill();
  char Current() { return at_ < window_.size() || Fill() ? window_[at_] : '\0'; }
  bool Fail(std::string expected);
  bool SkipString();

  int fd_;
  std::string window_;
  uint64_t base_ = 0;  ///< of the window in the file
  size_t at_ = 0;      ///< in the window
  uint64_t lines_ = 0;
  bool failed_ = false;
  std::string expected_;
  int problem_ = 0;  ///< errno of a read
};

}  // namespace shakedown::report::model
