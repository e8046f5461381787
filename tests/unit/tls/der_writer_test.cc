#include "tls/der_writer.h"

#include <gtest/gtest.h>

#include "core/hex.h"
#include "tls/der_reader.h"

namespace shakedown::tls {
namespace {

// X.690 section 10.1
TEST(EncodeDer, WritesTheShortestLength) {
  EXPECT_EQ(ToHex(EncodeDer(0x30, {})), "3000");
  EXPECT_EQ(ToHex(EncodeDer(0x04, Bytes(127, 0))).substr(0, 6), "047f00");
  EXPECT_EQ(ToHex(EncodeDer(0x04, Bytes(128, 0))).substr(0, 6), "048180");
  EXPECT_EQ(ToHex(EncodeDer(0x04, Bytes(255, 0))).substr(0, 6), "0481ff");
  EXPECT_EQ(ToHex(EncodeDer(0x04, Bytes(256, 0))).substr(0, 8), "04820100");
  EXPECT_EQ(ToHex(EncodeDer(0x04, Bytes(65536, 0))).substr(0, 10), "0483010000");
}

TEST(EncodeDer, IsReadBackByDerReader) {
  for (const size_t size : {0u, 1u, 127u, 128u, 300u, 70'000u}) {
    const Bytes content(size, 0xa5);
    const Bytes der = EncodeDer(0x0c, content);
    std::vector<DecodeError> errors;
    DerReader reader(der, &errors, 0);
    const auto element = reader.Next(0x0c, "field");
    ASSERT_TRUE(element) << size;
    EXPECT_EQ(Bytes(element->content.begin(), element->content.end()), content);
    EXPECT_TRUE(reader.empty());
  }
}

}  // namespace
}  // namespace shakedown::tls
