#include "tls/distinguished_name.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/hex.h"
#include "core/text.h"
#include "tests/support/wire_builder.h"
#include "tls/name_strings.h"

namespace shakedown::tls {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing_support::AttributeDer;
using testing_support::CommonNameDer;
using testing_support::Der;
using testing_support::Hex;
using testing_support::Join;
using testing_support::Octets;

const Bytes kCommonName{0x55, 0x04, 0x03};

/// "kind field offset" of each error.
std::vector<std::string> Errors(const Bytes& der, size_t base = 0) {
  std::vector<std::string> texts;
  for (const DecodeError& error : DecodeDistinguishedName(der, base).errors) {
    texts.push_back(std::string(ToString(error.kind)) + ' ' + error.field + ' ' +
                    std::to_string(error.offset));
  }
  return texts;
}

NameAttribute OnlyAttribute(const Bytes& der) {
  const auto decoded = DecodeDistinguishedName(der);
  EXPECT_EQ(decoded.value.rdns.size(), 1u);
  EXPECT_EQ(decoded.value.rdns.at(0).size(), 1u);
  return decoded.value.rdns.at(0).at(0);
}

// As `openssl x509` writes "/C=DE/O=Example GmbH/CN=Trusted Root".
constexpr char kTrustedRoot[] =
    "303b310b300906035504061302444531153013060355040a0c0c4578616d706c6520476d6248"
    "3115301306035504030c0c5472757374656420526f6f74";

TEST(DistinguishedName, KeepsEveryAttributeInWireOrder) {
  const auto decoded = DecodeDistinguishedName(Hex(kTrustedRoot));
  ASSERT_TRUE(decoded.ok());
  EXPECT_FALSE(decoded.value.malformed);
  EXPECT_EQ(decoded.value.der, Hex(kTrustedRoot));
  ASSERT_EQ(decoded.value.rdns.size(), 3u);
  EXPECT_EQ(decoded.value.rdns[0][0],
            (NameAttribute{"2.5.4.6", "C", kPrintableString, Octets("DE"), "DE"}));
  EXPECT_EQ(decoded.value.rdns[2][0],
            (NameAttribute{"2.5.4.3", "CN", kUtf8String, Octets("Trusted Root"), "Trusted Root"}));
}

TEST(DistinguishedName, MayBeEmpty) {
  const auto decoded = DecodeDistinguishedName(Hex("3000"));
  EXPECT_TRUE(decoded.ok());
  EXPECT_TRUE(decoded.value.empty());
}

TEST(DistinguishedName, KeepsAllAttributesOfAnRdn) {
  const Bytes ou = AttributeDer({0x55, 0x04, 0x0b}, kUtf8String, Octets("Lab"));
  const Bytes cn = AttributeDer(kCommonName, kUtf8String, Octets("Root"));
  const auto decoded = DecodeDistinguishedName(Der(0x30, Der(0x31, Join({ou, cn}))));
  EXPECT_TRUE(decoded.ok());
  ASSERT_EQ(decoded.value.rdns.size(), 1u);
  ASSERT_EQ(decoded.value.rdns[0].size(), 2u);
  EXPECT_EQ(decoded.value.rdns[0][0].type, "OU");
  EXPECT_EQ(decoded.value.rdns[0][1].type, "CN");
}

TEST(DistinguishedName, ReadsEveryStringType) {
  EXPECT_EQ(OnlyAttribute(CommonNameDer(kTeletexString, Hex("e9"))).text, "é");
  EXPECT_EQ(OnlyAttribute(CommonNameDer(kBmpString, Hex("00e9"))).text, "é");
  EXPECT_EQ(OnlyAttribute(CommonNameDer(kUniversalString, Hex("000000e9"))).text, "é");
  for (const uint8_t tag :
       {kUtf8String, kNumericString, kPrintableString, kIa5String, kVisibleString}) {
    EXPECT_EQ(OnlyAttribute(CommonNameDer(tag, Octets("42"))).text, "42");
    EXPECT_EQ(OnlyAttribute(CommonNameDer(tag, Octets("42"))).string_tag, tag);
  }
}

TEST(DistinguishedName, ShowsOtherTypesAsHex) {
  const NameAttribute attribute = OnlyAttribute(CommonNameDer(0x03, Hex("0001")));
  EXPECT_EQ(attribute.text, "#03020001");
  EXPECT_EQ(attribute.value, Hex("0001"));
}

TEST(DistinguishedName, NamesUnknownTypesByTheirOid) {
  const Bytes der = Der(0x30, Der(0x31, AttributeDer(Hex("2a0304"), kUtf8String, Octets("x"))));
  EXPECT_EQ(OnlyAttribute(der).type, "1.2.3.4");
  EXPECT_EQ(OnlyAttribute(der).oid, "1.2.3.4");
}

TEST(DistinguishedName, MakesHostileTextPrintable) {
  for (const Bytes& value :
       {Octets("\x1b[2Jcls"), Octets("line\nbreak"), Octets("\xe2\x80\xae rtl"), Octets("[[x"),
        Octets("::error::x"), Hex("00"), Hex("ffc0af")}) {
    for (const uint8_t tag : {kUtf8String, kPrintableString, kTeletexString}) {
      const NameAttribute attribute = OnlyAttribute(CommonNameDer(tag, value));
      EXPECT_EQ(Printable(attribute.text), attribute.text);
      EXPECT_EQ(attribute.value, value);
    }
  }
}

TEST(DistinguishedName, IsTruncatedInEveryProperPrefix) {
  const Bytes der = Hex(kTrustedRoot);
  for (size_t length = 0; length < der.size(); ++length) {
    const auto decoded = DecodeDistinguishedName(ByteSpan(der).first(length));
    ASSERT_EQ(decoded.errors.size(), 1u) << length;
    EXPECT_EQ(decoded.errors[0].kind, DecodeErrorKind::kTruncated);
    EXPECT_TRUE(decoded.value.malformed);
    EXPECT_EQ(decoded.value.der.size(), length);
  }
}

TEST(DistinguishedName, FillsItsOctetsExactly) {
  EXPECT_THAT(Errors(Hex("30000500"), 100), ElementsAre("trailing bytes name 102"));
}

// X.690 section 10.1
TEST(DistinguishedName, HasShortestLengths) {
  EXPECT_THAT(Errors(Hex("308100")), ElementsAre("bad DER name 0"));
  EXPECT_THAT(Errors(Hex("30800000")), ElementsAre("bad DER name 0"));
  EXPECT_THAT(Errors(Der(0x30, Hex("31810a3008060355040313014130"))),
              ElementsAre("bad DER name.rdn 2"));
  // The value alone: the attribute in front of it stays readable.
  EXPECT_THAT(Errors(Der(0x30, Der(0x31, Der(0x30, Hex("06035504030c810141"))))),
              ElementsAre("bad DER name.attribute.value 11"));
}

TEST(DistinguishedName, RefusesOtherTagsAtEveryLevel) {
  EXPECT_THAT(Errors(Hex("3100")), ElementsAre("bad DER name 0"));
  EXPECT_THAT(Errors(Der(0x30, Der(0x30, {}))), ElementsAre("bad DER name.rdn 2"));
  EXPECT_THAT(Errors(Der(0x30, Der(0x31, Der(0x31, {})))), ElementsAre("bad DER name.attribute 4"));
  EXPECT_THAT(Errors(Der(0x30, Der(0x31, Der(0x30, Hex("020105"))))),
              ElementsAre("bad DER name.attribute.type 6"));
}

TEST(DistinguishedName, HasNoEmptySet) {
  EXPECT_THAT(Errors(Hex("30023100")), ElementsAre("bad DER name.rdn 2"));
}

// X.690 section 11.6
TEST(DistinguishedName, HasItsSetsInOrder) {
  const Bytes ou = AttributeDer({0x55, 0x04, 0x0b}, kUtf8String, Octets("Lab"));
  const Bytes cn = AttributeDer(kCommonName, kUtf8String, Octets("Root"));
  const Bytes der = Der(0x30, Der(0x31, Join({cn, ou})));
  EXPECT_THAT(Errors(der), ElementsAre("bad DER name.rdn 17"));
  EXPECT_EQ(DecodeDistinguishedName(der).value.rdns.at(0).size(), 2u) << "still readable";
}

TEST(DistinguishedName, ReportsStringsThatBreakTheirType) {
  EXPECT_THAT(Errors(CommonNameDer(kUtf8String, Hex("ff"))),
              ElementsAre("bad DER name.attribute.value 13"));
  EXPECT_THAT(Errors(CommonNameDer(kBmpString, Hex("004100"))),
              ElementsAre("bad DER name.attribute.value 13"));
  EXPECT_THAT(Errors(CommonNameDer(kIa5String, Hex("e9"))),
              ElementsAre("bad DER name.attribute.value 13"));
  EXPECT_THAT(Errors(CommonNameDer(kUtf8String | 0x20, Hex("0c0141"))),
              ElementsAre("bad DER name.attribute.value 11"));
}

TEST(DistinguishedName, KeepsReadingBehindABadAttribute) {
  const Bytes bad = Der(0x31, AttributeDer(Hex("80"), kUtf8String, Octets("x")));
  const Bytes good = Der(0x31, AttributeDer(kCommonName, kUtf8String, Octets("A")));
  const auto decoded = DecodeDistinguishedName(Der(0x30, Join({bad, good})));
  ASSERT_EQ(decoded.errors.size(), 1u);
  EXPECT_EQ(decoded.errors[0].field, "name.attribute.type");
  ASSERT_EQ(decoded.value.rdns.size(), 2u);
  EXPECT_THAT(decoded.value.rdns[0], IsEmpty());
  EXPECT_EQ(decoded.value.rdns[1].at(0).text, "A");
}

TEST(DistinguishedName, ReportsOctetsBehindAValue) {
  const Bytes attribute =
      Der(0x30, Join({Der(0x06, kCommonName), Der(kUtf8String, Octets("A")), {5, 0}}));
  const auto decoded = DecodeDistinguishedName(Der(0x30, Der(0x31, attribute)));
  ASSERT_EQ(decoded.errors.size(), 1u);
  EXPECT_EQ(decoded.errors[0].kind, DecodeErrorKind::kTrailing);
  EXPECT_EQ(decoded.value.rdns.at(0).at(0).text, "A");
}

TEST(DistinguishedName, IsBounded) {
  const Bytes rdn = Der(0x31, AttributeDer(kCommonName, kUtf8String, Octets("A")));
  Bytes rdns;
  for (int i = 0; i < 65; ++i) rdns = Join({rdns, rdn});
  const auto many = DecodeDistinguishedName(Der(0x30, rdns));
  EXPECT_EQ(many.value.rdns.size(), 64u);
  ASSERT_EQ(many.errors.size(), 1u);
  EXPECT_EQ(many.errors[0].kind, DecodeErrorKind::kTooLarge);

  Bytes attributes;
  for (int i = 0; i < 17; ++i) {
    attributes = Join({attributes, AttributeDer(kCommonName, kUtf8String, Octets("A"))});
  }
  const auto wide = DecodeDistinguishedName(Der(0x30, Der(0x31, attributes)));
  EXPECT_EQ(wide.value.rdns.at(0).size(), 16u);
  ASSERT_EQ(wide.errors.size(), 1u);
  EXPECT_EQ(wide.errors[0].kind, DecodeErrorKind::kTooLarge);
}

TEST(DistinguishedName, RefusesVeryLongOids) {
  Bytes oid(65, 0x81);
  oid.back() = 1;
  const Bytes der = Der(0x30, Der(0x31, AttributeDer(oid, kUtf8String, Octets("A"))));
  EXPECT_THAT(Errors(der), ElementsAre("too large name.attribute.type 6"));
}

TEST(DistinguishedName, IsComparedByItsOctets) {
  const auto printable =
      DecodeDistinguishedName(CommonNameDer(kPrintableString, Octets("A"))).value;
  const auto utf8 = DecodeDistinguishedName(CommonNameDer(kUtf8String, Octets("A"))).value;
  EXPECT_TRUE(SameBytes(utf8, utf8));
  EXPECT_FALSE(SameBytes(utf8, printable));
  EXPECT_FALSE(utf8 == printable);
}

}  // namespace
}  // namespace shakedown::tls
