#include "tls/name_strings.h"

#include <gtest/gtest.h>

#include "tests/support/wire_builder.h"

namespace shakedown::tls {
namespace {

using testing_support::Hex;
using testing_support::Octets;

std::string Text(uint8_t tag, const Bytes& content) {
  const StringContent read = ReadString(tag, content);
  EXPECT_EQ(read.defect, "");
  return read.text;
}

TEST(NameStrings, AreUtf8WhateverTheirType) {
  EXPECT_EQ(Text(kUtf8String, Octets("Zürich")), "Zürich");
  EXPECT_EQ(Text(kNumericString, Octets("12 34")), "12 34");
  EXPECT_EQ(Text(kPrintableString, Octets("Example")), "Example");
  EXPECT_EQ(Text(kTeletexString, Hex("5afc72696368")), "Zürich");
  EXPECT_EQ(Text(kIa5String, Octets("a@b")), "a@b");
  EXPECT_EQ(Text(kVisibleString, Octets("seen")), "seen");
  EXPECT_EQ(Text(kBmpString, Hex("005a00fc20ac")), "Zü€");
  EXPECT_EQ(Text(kUniversalString, Hex("0000005a0001f600")), "Z😀");
}

TEST(NameStrings, MayBeEmpty) {
  for (const uint8_t tag : {kUtf8String, kBmpString, kUniversalString, kPrintableString}) {
    EXPECT_EQ(Text(tag, {}), "");
  }
}

TEST(NameStrings, KeepOctetsThatAreNoCharacters) {
  EXPECT_EQ(ReadString(kUtf8String, Hex("41ff")).text, "A\xff");
  EXPECT_NE(ReadString(kUtf8String, Hex("41ff")).defect, "");
  EXPECT_EQ(ReadString(kPrintableString, Hex("41e4")).text, "A\xe4");
  EXPECT_NE(ReadString(kPrintableString, Hex("41e4")).defect, "");
}

TEST(NameStrings, ReplaceValuesThatAreNoCharacters) {
  EXPECT_EQ(ReadString(kBmpString, Hex("0041d83d")).text, "A\xef\xbf\xbd");
  EXPECT_NE(ReadString(kBmpString, Hex("0041d83d")).defect, "");
  EXPECT_EQ(ReadString(kUniversalString, Hex("00110000")).text, "\xef\xbf\xbd");
  EXPECT_NE(ReadString(kUniversalString, Hex("00110000")).defect, "");
}

TEST(NameStrings, ReadWholeCharactersOfACutOffValue) {
  EXPECT_EQ(ReadString(kBmpString, Hex("004100")).text, "A");
  EXPECT_NE(ReadString(kBmpString, Hex("004100")).defect, "");
  EXPECT_EQ(ReadString(kUniversalString, Hex("000000410000")).text, "A");
  EXPECT_NE(ReadString(kUniversalString, Hex("000000410000")).defect, "");
}

TEST(NameStrings, TolerateAsciiOutsideTheRepertoire) {
  EXPECT_EQ(Text(kPrintableString, Octets("*.a_b@c&d")), "*.a_b@c&d");
}

TEST(NameStrings, AreKnownByTag) {
  EXPECT_TRUE(IsStringTag(kUtf8String));
  EXPECT_FALSE(IsStringTag(0x02));
  EXPECT_FALSE(IsStringTag(kUtf8String | 0x20));
  EXPECT_FALSE(IsStringTag(27)) << "GeneralString has no fixed meaning";
}

TEST(NameStrings, FitTheTypeThatIsWritten) {
  EXPECT_TRUE(FitsString(kPrintableString, "DE"));
  EXPECT_FALSE(FitsString(kPrintableString, "D*"));
  EXPECT_FALSE(FitsString(kPrintableString, "Ü"));
  EXPECT_TRUE(FitsString(kIa5String, "a@b_c"));
  EXPECT_FALSE(FitsString(kIa5String, "ü"));
  EXPECT_TRUE(FitsString(kUtf8String, "ü"));
  EXPECT_FALSE(FitsString(kUtf8String, "\xff"));
  EXPECT_FALSE(FitsString(kTeletexString, "a"));
}

}  // namespace
}  // namespace shakedown::tls
