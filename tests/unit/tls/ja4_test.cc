#include "tls/ja4.h"

#include <gtest/gtest.h>

namespace shakedown::tls {
namespace {

Extension Of(uint16_t type) { return {static_cast<ExtensionType>(type), {}, 0}; }

/// The example in the published description of JA4: a Chrome of 2023, here with GREASE.
ClientHello PublishedExample() {
  ClientHello hello;
  hello.legacy_version = Version::kTls12;
  hello.supported_versions = {static_cast<Version>(0x3a3a), Version::kTls13, Version::kTls12};
  hello.alpn = {"h2", "http/1.1"};
  for (const int suite : {0x8a8a, 0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9,
                          0xcca8, 0xc013, 0xc014, 0x009c, 0x009d, 0x002f, 0x0035}) {
    hello.cipher_suites.push_back(static_cast<CipherSuite>(suite));
  }
  for (const int type : {0x1a1a, 0x001b, 0x0000, 0x0033, 0x0010, 0x4469, 0x0017, 0x002d, 0x000d,
                         0x0005, 0x0023, 0x0012, 0x002b, 0xff01, 0x000b, 0x000a, 0x0015, 0xdada}) {
    hello.extensions.push_back(Of(static_cast<uint16_t>(type)));
  }
  for (const int scheme : {0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601}) {
    hello.signature_algorithms.push_back(static_cast<SignatureScheme>(scheme));
  }
  return hello;
}

TEST(Ja4, IsThatOfThePublishedExample) {
  EXPECT_EQ(Ja4(PublishedExample()), "t13d1516h2_8daaf6152771_e5627efa2ab1");
}

TEST(Ja4, ShowsTheListsSortedAndTheSchemesInOrder) {
  EXPECT_EQ(Ja4Raw(PublishedExample()),
            "t13d1516h2_002f,0035,009c,009d,1301,1302,1303,c013,c014,c02b,c02c,c02f,c030,cca8,cca9_"
            "0005,000a,000b,000d,0012,0015,0017,001b,0023,002b,002d,0033,4469,ff01_"
            "0403,0804,0401,0503,0805,0501,0806,0601");
}

TEST(Ja4, DoesNotDependOnTheOrderOfExtensions) {
  ClientHello hello = PublishedExample();
  std::swap(hello.extensions[1], hello.extensions[9]);
  EXPECT_EQ(Ja4(hello), Ja4(PublishedExample()));
}

TEST(Ja4, WritesZerosForWhatIsNotOffered) {
  EXPECT_EQ(Ja4(ClientHello{}), "t00i000000_000000000000_000000000000");
}

TEST(Ja4, LeavesTheSchemesOutWithoutAnUnderscore) {
  ClientHello hello = PublishedExample();
  hello.signature_algorithms.clear();
  EXPECT_TRUE(Ja4Raw(hello).ends_with("4469,ff01")) << Ja4Raw(hello);
}

TEST(Ja4, CountsToNinetyNine) {
  ClientHello hello;
  for (int i = 0; i < 120; ++i) hello.cipher_suites.push_back(static_cast<CipherSuite>(i));
  EXPECT_EQ(Ja4(hello).substr(0, 10), "t00i990000");
}

TEST(Ja4, TakesHexForProtocolsThatAreNotText) {
  ClientHello hello;
  hello.alpn = {std::string("\xab", 1)};
  EXPECT_EQ(Ja4(hello).substr(8, 2), "ab");
  hello.alpn = {std::string("0\xabzz", 4)};
  EXPECT_EQ(Ja4(hello).substr(8, 2), "0z");
  hello.alpn = {std::string("0\xab", 2)};
  EXPECT_EQ(Ja4(hello).substr(8, 2), "3b");
}

TEST(Ja4, TakesTheLegacyVersionOnlyWithoutSupportedVersions) {
  ClientHello hello;
  hello.legacy_version = Version::kTls12;
  EXPECT_EQ(Ja4(hello).substr(0, 3), "t12");
  hello.supported_versions = {Version::kTls11};
  EXPECT_EQ(Ja4(hello).substr(0, 3), "t11");
}

}  // namespace
}  // namespace shakedown::tls
