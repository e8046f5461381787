#include "core/hex.h"

#include <gtest/gtest.h>

namespace shakedown {
namespace {

TEST(Hex, RoundTrips) {
  const Bytes bytes = {0x00, 0x7f, 0xff};
  EXPECT_EQ(ToHex(bytes), "007fff");
  EXPECT_EQ(FromHex("007fFF"), bytes);
  EXPECT_EQ(FromHex("00:7f ff\n"), bytes);
}

TEST(Hex, RefusesHalfOctetsAndOtherCharacters) {
  EXPECT_FALSE(FromHex("0"));
  EXPECT_FALSE(FromHex("0g"));
  EXPECT_FALSE(FromHex("0 0"));
}

TEST(Hex, NumbersHaveAFixedWidth) {
  EXPECT_EQ(ToHexNumber(0x0a, 4), "0x000a");
  EXPECT_EQ(ToHexNumber(0x1234, 2), "0x34");
}

}  // namespace
}  // namespace shakedown
