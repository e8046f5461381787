#include "core/byte_reader.h"

#include <gtest/gtest.h>

namespace shakedown {
namespace {

const Bytes kOneToNine = {1, 2, 3, 4, 5, 6, 7, 8, 9};

TEST(ByteReader, ReadsBigEndianIntegersOfEachWidth) {
  std::vector<DecodeError> errors;
  const Bytes data = {0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0a};
  ByteReader reader(data, &errors);
  EXPECT_EQ(reader.U8("a"), 0x01);
  EXPECT_EQ(reader.U16("b"), 0x0203);
  EXPECT_EQ(reader.U24("c"), 0x040506u);
  EXPECT_EQ(reader.U32("d"), 0x0708090au);
  EXPECT_TRUE(reader.ExpectEnd("message"));
  EXPECT_TRUE(errors.empty());
}

TEST(ByteReader, OneDefectMakesOneErrorAndStopsTheCursor) {
  std::vector<DecodeError> errors;
  ByteReader reader(kOneToNine, &errors, 100);
  EXPECT_TRUE(reader.Take(7, "head"));
  EXPECT_FALSE(reader.U32("length"));
  EXPECT_FALSE(reader.U8("next"));
  EXPECT_FALSE(reader.ExpectEnd("message"));
  ASSERT_EQ(errors.size(), 1u);
  EXPECT_EQ(errors[0].Text(), "length at offset 107: truncated (needs 4 bytes, has 2)");
  EXPECT_TRUE(reader.failed());
  EXPECT_TRUE(reader.empty());
}

TEST(ByteReader, PrefixedVectorsAreSubReadersWithTheirOwnOffsets) {
  std::vector<DecodeError> errors;
  const Bytes data = {0x00, 0x03, 0xaa, 0xbb, 0xcc, 0x01, 0xdd};
  ByteReader reader(data, &errors);
  auto outer = reader.Prefixed16("list");
  ASSERT_TRUE(outer);
  EXPECT_EQ(outer->offset(), 2u);
  EXPECT_EQ(outer->remaining(), 3u);
  auto last = reader.Prefixed8("last");
  ASSERT_TRUE(last);
  EXPECT_EQ(last->U8("octet"), 0xdd);
  EXPECT_TRUE(errors.empty());
}

TEST(ByteReader, LengthBeyondTheInputIsTruncated) {
  std::vector<DecodeError> errors;
  const Bytes data = {0x00, 0x00, 0x09, 0xaa};
  ByteReader reader(data, &errors);
  EXPECT_FALSE(reader.Prefixed24("list"));
  ASSERT_EQ(errors.size(), 1u);
  EXPECT_EQ(errors[0].kind, DecodeErrorKind::kTruncated);
  EXPECT_EQ(errors[0].offset, 3u);
}

TEST(ByteReader, BoundsAndElementSizeAreReportedButTheBytesStayReadable) {
  std::vector<DecodeError> errors;
  const Bytes data = {0x01, 0xaa, 0x03, 0x01, 0x02, 0x03};
  ByteReader reader(data, &errors);
  EXPECT_TRUE(reader.Prefixed8("too short", {.min = 2}));
  auto odd = reader.Prefixed8("odd", {.min = 2, .max = 254, .multiple_of = 2});
  ASSERT_TRUE(odd);
  EXPECT_EQ(odd->remaining(), 3u);
  ASSERT_EQ(errors.size(), 2u);
  EXPECT_EQ(errors[0].kind, DecodeErrorKind::kOutOfBounds);
  EXPECT_EQ(errors[0].offset, 0u);
  EXPECT_EQ(errors[1].kind, DecodeErrorKind::kOddLength);
  EXPECT_EQ(errors[1].offset, 2u);
}

TEST(ByteReader, LeftOverOctetsAreTrailing) {
  std::vector<DecodeError> errors;
  ByteReader reader(kOneToNine, &errors);
  EXPECT_TRUE(reader.U8("first"));
  EXPECT_FALSE(reader.ExpectEnd("message"));
  ASSERT_EQ(errors.size(), 1u);
  EXPECT_EQ(errors[0].kind, DecodeErrorKind::kTrailing);
  EXPECT_EQ(errors[0].detail, "8 bytes left");
}

TEST(ByteReader, RestTakesEverything) {
  std::vector<DecodeError> errors;
  ByteReader reader(kOneToNine, &errors);
  EXPECT_TRUE(reader.U8("first"));
  EXPECT_EQ(reader.Rest().size(), 8u);
  EXPECT_TRUE(reader.ExpectEnd("message"));
}

}  // namespace
}  // namespace shakedown
