#include <gtest/gtest.h>

#include "core/hex.h"
#include "tests/support/wire_builder.h"
#include "tls/distinguished_name.h"
#include "tls/name_strings.h"

namespace shakedown::tls {
namespace {

using testing_support::Hex;

std::string RoundTrip(std::string_view text) {
  const auto name = NameFromText(text);
  return name ? ToText(*name) : "(malformed)";
}

/// The tag and text of the only attribute.
std::pair<int, std::string> Value(std::string_view text) {
  const auto name = NameFromText(text);
  if (!name || name->rdns.size() != 1) return {0, "(malformed)"};
  return {name->rdns[0].at(0).string_tag, name->rdns[0].at(0).text};
}

TEST(NameFromText, MakesTheDerThatOpensslMakes) {
  // openssl req -utf8 -subj "/C=DE/O=Example GmbH/CN=Trusted Root"
  EXPECT_EQ(ToHex(NameFromText("CN=Trusted Root,O=Example GmbH,C=DE")->der),
            "303b310b300906035504061302444531153013060355040a0c0c4578616d706c6520476d6248"
            "3115301306035504030c0c5472757374656420526f6f74");
  // openssl req -subj "/DC=com/DC=example/OU=Lab+CN=Second Root/emailAddress=ca@example.com"
  EXPECT_EQ(
      ToHex(
          NameFromText("emailAddress=ca@example.com,CN=Second Root+OU=Lab,DC=example,DC=com")->der),
      "306f31133011060a0992268993f22c6401191603636f6d31173015060a0992268993f22c640119160765"
      "78616d706c653120300a060355040b0c034c6162301206035504030c0b5365636f6e6420526f6f74311d"
      "301b06092a864886f70d010901160e6361406578616d706c652e636f6d");
}

TEST(NameFromText, PicksTheStringTypeOfTheAttribute) {
  EXPECT_EQ(Value("CN=x").first, kUtf8String);
  EXPECT_EQ(Value("C=DE").first, kPrintableString);
  EXPECT_EQ(Value("serialNumber=1").first, kPrintableString);
  EXPECT_EQ(Value("DC=x").first, kIa5String);
  EXPECT_EQ(Value("emailAddress=a@b").first, kIa5String);
  EXPECT_EQ(Value("C=Ü").first, kUtf8String) << "does not fit in PrintableString";
}

TEST(NameFromText, ReadsEscapes) {
  EXPECT_EQ(Value("CN=Example\\, Inc.").second, "Example, Inc.");
  EXPECT_EQ(Value("CN=\\41\\c3\\BC").second, "Aü");
  EXPECT_EQ(Value("CN=\\\\\\\"\\+\\;\\<\\>\\#\\=").second, "\\\"+;<>#=");
  EXPECT_EQ(Value("CN=\\ x\\ ").second, " x ");
  EXPECT_EQ(Value("CN=a=b").second, "a=b");
  EXPECT_EQ(Value("CN=").second, "");
}

TEST(NameFromText, IgnoresBlanksAroundSeparators) {
  EXPECT_EQ(RoundTrip(" CN = a , O = b c  +  OU=d "), RoundTrip("CN=a,O=b c+OU=d"));
}

TEST(NameFromText, ReadsHexValuesAndDottedTypes) {
  EXPECT_EQ(Value("CN=#0c0141"), (std::pair<int, std::string>{kUtf8String, "A"}));
  EXPECT_EQ(RoundTrip("1.2.3.4=#0c0178"), "1.2.3.4=#0c0178");
  EXPECT_EQ(RoundTrip("OID.2.5.4.3=x"), "CN=x");
  EXPECT_EQ(RoundTrip("2.5.4.3=x"), "CN=x");
  EXPECT_EQ(Value("CN=\\#0c0141").second, "#0c0141") << "an escaped # is text";
}

TEST(NameFromText, AcceptsUsualSpellings) {
  EXPECT_EQ(RoundTrip("cn=a,email=b,S=c,streetAddress=d"), "CN=a,emailAddress=b,ST=c,STREET=d");
}

TEST(NameFromText, OfNothingIsTheEmptyName) {
  EXPECT_EQ(NameFromText("")->der, Hex("3000"));
  EXPECT_EQ(NameFromText("  ")->der, Hex("3000"));
}

TEST(NameFromText, RefusesMalformedText) {
  for (const char* text :
       {"CN",         "=x",     "CN=a,",   ",CN=a",   "CN=a,,O=b",  "CN=a+",
        "Nonsense=x", "CN=\\",  "CN=\\4",  "CN=\\4g", "CN=a\"b",    "CN=a;O=b",
        "CN=<a>",     "CN=#",   "CN=#0",   "CN=#0c",  "CN=#0c02ab", "CN=#0c0141ff",
        "CN=#zz",     "2.5.=x", "CN=\xff", "CN=\\FF", "CN=#0c01ff"}) {
    EXPECT_FALSE(NameFromText(text)) << text;
  }
}

TEST(NameFromText, IsBounded) {
  std::string many = "CN=a";
  for (int i = 0; i < 64; ++i) many += ",CN=a";
  EXPECT_FALSE(NameFromText(many));
  EXPECT_TRUE(NameFromText("CN=" + std::string(60'000, 'a')));
  EXPECT_FALSE(NameFromText("CN=" + std::string(70'000, 'a')));
}

TEST(NameFromText, IsTheInverseOfToText) {
  for (const char* text :
       {"CN=Alice,O=Example\\, Inc.,C=DE", "CN=\\ x\\ ", "CN=\\#1,OU=a\\+b", "CN=[\\5Bx",
        "CN=\\1B[31m\\E2\\80\\AE", "UID=u+CN=b,DC=example,DC=com", "CN=\\ \\ ", "L=東京"}) {
    EXPECT_EQ(RoundTrip(text), text);
  }
}

}  // namespace
}  // namespace shakedown::tls
