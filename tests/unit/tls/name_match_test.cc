#include <gtest/gtest.h>

#include "tests/support/wire_builder.h"
#include "tls/distinguished_name.h"
#include "tls/name_strings.h"

namespace shakedown::tls {
namespace {

using testing_support::AttributeDer;
using testing_support::CommonNameDer;
using testing_support::Der;
using testing_support::Hex;
using testing_support::Join;
using testing_support::Octets;

DistinguishedName CommonName(uint8_t tag, const Bytes& value) {
  return DecodeDistinguishedName(CommonNameDer(tag, value)).value;
}
DistinguishedName CommonName(std::string_view text) {
  return CommonName(kUtf8String, Octets(text));
}

// RFC 5280 section 7.1
TEST(SameName, IgnoresTheStringType) {
  const DistinguishedName utf8 = CommonName("Ca 1");
  EXPECT_TRUE(SameName(utf8, CommonName(kPrintableString, Octets("Ca 1"))));
  EXPECT_TRUE(SameName(utf8, CommonName(kTeletexString, Octets("Ca 1"))));
  EXPECT_TRUE(SameName(utf8, CommonName(kBmpString, Hex("0043006100200031"))));
  EXPECT_TRUE(
      SameName(utf8, CommonName(kUniversalString, Hex("00000043000000610000002000000031"))));
  EXPECT_TRUE(SameName(CommonName("é"), CommonName(kTeletexString, Hex("e9"))));
}

TEST(SameName, IgnoresCaseAndBlanks) {
  EXPECT_TRUE(SameName(CommonName("Trusted Root"), CommonName(" TRUSTED   root ")));
  EXPECT_TRUE(SameName(CommonName("ÜBER"), CommonName("über")));
  EXPECT_FALSE(SameName(CommonName("TrustedRoot"), CommonName("Trusted Root")));
  EXPECT_FALSE(SameName(CommonName("Root 1"), CommonName("Root 2")));
}

TEST(SameName, TellsAttributeTypesApart) {
  const auto unit = DecodeDistinguishedName(
                        Der(0x30, Der(0x31, AttributeDer(Hex("55040b"), kUtf8String, Octets("A")))))
                        .value;
  EXPECT_FALSE(SameName(unit, CommonName("A")));
}

TEST(SameName, ComparesAnRdnAsASet) {
  const Bytes unit = AttributeDer(Hex("55040b"), kUtf8String, Octets("B"));
  const Bytes name = AttributeDer(Hex("550403"), kUtf8String, Octets("A"));
  const Bytes longer_name = AttributeDer(Hex("550403"), kUtf8String, Octets("  A"));
  const auto one = DecodeDistinguishedName(Der(0x30, Der(0x31, Join({name, unit}))));
  const auto two = DecodeDistinguishedName(Der(0x30, Der(0x31, Join({unit, longer_name}))));
  ASSERT_TRUE(one.ok());
  ASSERT_TRUE(two.ok());
  EXPECT_TRUE(SameName(one.value, two.value));
  const auto apart =
      DecodeDistinguishedName(Der(0x30, Join({Der(0x31, name), Der(0x31, unit)}))).value;
  EXPECT_FALSE(SameName(one.value, apart));
}

TEST(SameName, MindsTheOrderOfRdns) {
  const Bytes unit = Der(0x31, AttributeDer(Hex("55040b"), kUtf8String, Octets("B")));
  const Bytes name = Der(0x31, AttributeDer(Hex("550403"), kUtf8String, Octets("A")));
  EXPECT_FALSE(SameName(DecodeDistinguishedName(Der(0x30, Join({unit, name}))).value,
                        DecodeDistinguishedName(Der(0x30, Join({name, unit}))).value));
}

TEST(SameName, CannotBeFooledByTextThatLooksLikeMore) {
  EXPECT_FALSE(SameName(CommonName("A,OU=B"), *NameFromText("OU=B,CN=A")));
  EXPECT_FALSE(SameName(CommonName("A+OU=B"), *NameFromText("CN=A+OU=B")));
  EXPECT_FALSE(SameName(CommonName(kUtf8String, Octets("0x0361")), CommonName(0x03, Octets("a"))));
}

TEST(SameName, ComparesOtherValuesByTypeAndOctets) {
  EXPECT_TRUE(SameName(CommonName(0x04, Hex("0102")), CommonName(0x04, Hex("0102"))));
  EXPECT_FALSE(SameName(CommonName(0x04, Hex("0102")), CommonName(0x04, Hex("0103"))));
  EXPECT_FALSE(SameName(CommonName(0x04, Hex("0102")), CommonName(0x03, Hex("0102"))));
}

TEST(SameName, ComparesMalformedNamesByteForByte) {
  const DistinguishedName broken = CommonName(kUtf8String, Hex("41ff"));
  ASSERT_TRUE(broken.malformed);
  EXPECT_TRUE(SameName(broken, broken));
  EXPECT_FALSE(SameName(broken, CommonName(kUtf8String, Hex("61ff"))));
  // Cut off behind the first RDN: what could be read is equal, the names are not.
  const Bytes whole = CommonNameDer(kUtf8String, Octets("A"));
  Bytes longer = whole;
  longer[1] = static_cast<uint8_t>(longer[1] + 2);
  longer.insert(longer.end(), {0x31, 0x7f});
  EXPECT_FALSE(
      SameName(DecodeDistinguishedName(whole).value, DecodeDistinguishedName(longer).value));
}

TEST(NormalisedKey, IsEqualExactlyForEqualNames) {
  EXPECT_EQ(NormalisedKey(CommonName("A")),
            NormalisedKey(CommonName(kPrintableString, Octets("a "))));
  EXPECT_NE(NormalisedKey(CommonName("A")), NormalisedKey(CommonName("B")));
  EXPECT_NE(NormalisedKey(DecodeDistinguishedName(Hex("3000")).value),
            NormalisedKey(DecodeDistinguishedName({}).value));
}

}  // namespace
}  // namespace shakedown::tls
