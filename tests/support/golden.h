// Texts compared with files that are checked in. SHAKEDOWN_UPDATE_GOLDEN=1 writes them anew; the
// test fails in that run all the same, so that an update is never taken for a pass.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

namespace shakedown::testing_support {

/// `path` is relative to the source folder.
inline void ExpectGolden(const std::string& text, const std::string& path) {
  const std::string file = std::string(SHAKEDOWN_SOURCE_DIR) + "/" + path;
  if (std::getenv("SHAKEDOWN_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(file, std::ios::binary) << text;
    ADD_FAILURE() << "wrote " << file;
    return;
  }
  std::ifstream stream(file, std::ios::binary);
  ASSERT_TRUE(stream) << file << " is missing";
  std::ostringstream golden;
  golden << stream.rdbuf();
  EXPECT_EQ(text, golden.str()) << "compared with " << path;
}

}  // namespace shakedown::testing_support
