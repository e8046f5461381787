// Tests of things that a developer's machine may lack. In CI, which sets SHAKEDOWN_COMPLETE, a lack
// is a failure: a test that leaves itself out proves nothing.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>

/// Leaves the test out, or fails it in CI, if `there` is false. `what` is what is missing.
#define SHAKEDOWN_NEEDS(there, what)                                    \
  do {                                                                  \
    if (there) break;                                                   \
    if (std::getenv("SHAKEDOWN_COMPLETE") != nullptr) FAIL() << (what); \
    GTEST_SKIP() << (what);                                             \
  } while (false)
