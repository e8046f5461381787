#include "handshake/damage/der_forms.h"

#include <gtest/gtest.h>

#include "core/hex.h"
#include "handshake/damage/zlib_stream.h"

namespace shakedown::handshake::damage {
namespace {

TEST(der_forms, SameContentInAnotherForm) {
  const Bytes der = {0x30, 0x02, 0x05, 0x00};
  EXPECT_EQ(ToHex(Sloppy("ber-long-length", der)), "3084000000020500");
  EXPECT_EQ(ToHex(Sloppy("ber-indefinite", der)), "308005000000");
  EXPECT_EQ(ToHex(Sloppy("trailing-der", der)), "300205000500");
}

TEST(der_forms, ALongLengthIsPassedOver) {
  Bytes der = {0x30, 0x81, 0x80};
  der.resize(3 + 0x80, 0x01);
  const Bytes form = Sloppy("ber-indefinite", der);
  ASSERT_EQ(form.size(), 2 + 0x80 + 2u);
  EXPECT_EQ(form[2], 0x01);
}

TEST(der_forms, WhatIsNoElementStaysAlone) {
  EXPECT_TRUE(Sloppy("ber-indefinite", Bytes{0x30}).empty());
  EXPECT_TRUE(Sloppy("ber-indefinite", Bytes{0x30, 0x84, 0x00}).empty());
  EXPECT_TRUE(Sloppy("another", Bytes{0x30, 0x01, 0x00}).empty());
}

/// Unpacks a block with fixed codes that holds only what ZlibZeros writes; the octets that come.
size_t Unpacked(ByteSpan stream) {
  size_t at = 16;  // behind the two octets of the header
  const auto bit = [&] {
    const uint32_t value = stream[at / 8] >> (at % 8) & 1u;
    ++at;
    return value;
  };
  const auto code = [&](int bits) {
    uint32_t value = 0;
    for (int i = 0; i < bits; ++i) value = value << 1 | bit();
    return value;
  };
  EXPECT_EQ(bit(), 1u) << "the last block";
  EXPECT_EQ(bit() + 2 * bit(), 1u) << "fixed codes";
  size_t octets = 0;
  for (;;) {
    const uint32_t seven = code(7);
    if (seven == 0) break;
    const uint32_t eight = seven << 1 | bit();
    if (eight == 0x30) {
      ++octets;
    } else {
      EXPECT_EQ(eight, 0xC5u);
      EXPECT_EQ(code(5), 0u);
      octets += 258;
    }
    if (octets > 20'000'000) break;
  }
  return octets;
}

TEST(zlib_stream, ZerosUnpackToManyMore) {
  const Bytes stream = ZlibZeros(1 << 20);
  const size_t octets = Unpacked(stream);
  EXPECT_NEAR(static_cast<double>(octets), 1 << 20, 258);
  EXPECT_LT(stream.size(), octets / 150);
  // Adler-32 of so many zeros: the sum of ones so far, and one.
  const size_t end = stream.size() - 4;
  EXPECT_EQ(static_cast<size_t>(stream[end] << 8 | stream[end + 1]), octets % 65521);
  EXPECT_EQ(stream[end + 2] << 8 | stream[end + 3], 1);
}

TEST(zlib_stream, StoredContentStandsInIt) {
  EXPECT_EQ(ToHex(ZlibStored(Bytes{'a'})), "7801010100feff6100620062");
}

}  // namespace
}  // namespace shakedown::handshake::damage
