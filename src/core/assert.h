// A bug of ours aborts in every build, with file, line and text; it is never caught.
#pragma once

namespace shakedown {

/// Prints `file:line: bug: text` to standard error and aborts.
[[noreturn]] void AssertionFailed(const char* file, int line, const char* text) noexcept;

}  // namespace shakedown

#define SHAKEDOWN_ASSERT(condition)   \
  ((condition) ? static_cast<void>(0) \
               : ::shakedown::AssertionFailed(__FILE__, __LINE__, #condition))
