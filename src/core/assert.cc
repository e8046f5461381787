#include "core/assert.h"

#include <cstdio>
#include <cstdlib>

namespace shakedown {

void AssertionFailed(const char* file, int line, const char* text) noexcept {
  std::fprintf(stderr, "%s:%d: bug: %s\n", file, line, text);
  std::abort();
}

}  // namespace shakedown
