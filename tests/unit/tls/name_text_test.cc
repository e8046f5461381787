#include <gtest/gtest.h>

#include "core/text.h"
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

std::string TextOf(const Bytes& der) { return ToText(DecodeDistinguishedName(der).value); }
std::string TextOfValue(std::string_view value) {
  return TextOf(CommonNameDer(kUtf8String, Octets(value)));
}

TEST(NameText, StartsWithTheLastRdn) {
  const Bytes country = Der(0x31, AttributeDer(Hex("550406"), kPrintableString, Octets("DE")));
  const Bytes name = Der(0x31, AttributeDer(Hex("550403"), kUtf8String, Octets("Alice")));
  EXPECT_EQ(TextOf(Der(0x30, Join({country, name}))), "CN=Alice,C=DE");
}

TEST(NameText, JoinsTheAttributesOfAnRdn) {
  const Bytes unit = AttributeDer(Hex("55040b"), kUtf8String, Octets("Lab"));
  const Bytes name = AttributeDer(Hex("550403"), kUtf8String, Octets("Root"));
  EXPECT_EQ(TextOf(Der(0x30, Der(0x31, Join({unit, name})))), "CN=Root+OU=Lab");
}

// RFC 4514 section 2.4
TEST(NameText, EscapesWhatRfc4514Reserves) {
  EXPECT_EQ(TextOfValue("Example, Inc."), "CN=Example\\, Inc.");
  EXPECT_EQ(TextOfValue("a+b;c<d>e\"f\\g"), "CN=a\\+b\\;c\\<d\\>e\\\"f\\\\g");
  EXPECT_EQ(TextOfValue(" x "), "CN=\\ x\\ ");
  EXPECT_EQ(TextOfValue(" "), "CN=\\ ");
  EXPECT_EQ(TextOfValue("  "), "CN=\\ \\ ");
  EXPECT_EQ(TextOfValue("#5"), "CN=\\#5");
  EXPECT_EQ(TextOfValue("a#b c=d"), "CN=a#b c=d");
  EXPECT_EQ(TextOfValue(""), "CN=");
}

TEST(NameText, WritesWhatCannotBePrintedAsHexPairs) {
  EXPECT_EQ(TextOfValue("\x1b[31mred"), "CN=\\1B[31mred");
  EXPECT_EQ(TextOfValue(std::string_view("a\0b", 3)), "CN=a\\00b");
  EXPECT_EQ(TextOfValue("\xe2\x80\xae"), "CN=\\E2\\80\\AE");
  EXPECT_EQ(TextOfValue("a\xff"), "CN=a\\FF");
  EXPECT_EQ(TextOfValue("a\nCN=b"), "CN=a\\0ACN=b");
  EXPECT_EQ(TextOfValue("[[x]]"), "CN=[\\5Bx]]");
}

TEST(NameText, KeepsOtherScripts) {
  EXPECT_EQ(TextOfValue("Raíz Ñ 東京"), "CN=Raíz Ñ 東京");
  EXPECT_EQ(TextOf(CommonNameDer(kBmpString, Hex("00e9"))), "CN=é");
}

// RFC 4514 section 2.4: no string form, or no name for the type.
TEST(NameText, WritesOtherValuesAsTheirDer) {
  EXPECT_EQ(TextOf(CommonNameDer(0x03, Hex("0001"))), "CN=#03020001");
  const Bytes der = Der(0x30, Der(0x31, AttributeDer(Hex("2a0304"), kUtf8String, Octets("x"))));
  EXPECT_EQ(TextOf(der), "1.2.3.4=#0c0178");
  const Bytes content(200, 1);
  EXPECT_TRUE(TextOf(CommonNameDer(0x04, content)).starts_with("CN=#0481c80101"));
}

TEST(NameText, OfAnEmptyNameIsEmpty) { EXPECT_EQ(TextOf(Hex("3000")), ""); }

TEST(NameText, OfAnUnreadableNameIsItsHex) {
  EXPECT_EQ(TextOf(Hex("0500")), "#0500");
  EXPECT_EQ(TextOf(Hex("3005")), "#3005");
  EXPECT_EQ(TextOf({}), "#");
}

TEST(NameText, IsPrintable) {
  for (const char* value : {"\x1b]0;title\a", "::warning::", "##[error]", "[[", "\xff\xfe", "\r\n",
                            "\xef\xbb\xbf", "\xf3\xa0\x80\x81"}) {
    for (const uint8_t tag : {kUtf8String, kTeletexString, kBmpString, kIa5String}) {
      const std::string text = TextOf(CommonNameDer(tag, Octets(value)));
      EXPECT_EQ(Printable(text), text);
    }
  }
}

}  // namespace
}  // namespace shakedown::tls
