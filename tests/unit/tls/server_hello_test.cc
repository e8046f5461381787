#include "tls/server_hello.h"

#include <gtest/gtest.h>

#include "tests/support/wire_builder.h"

namespace shakedown::tls {
namespace {

using testing_support::ExtensionBytes;
using testing_support::Hex;
using testing_support::Join;
using testing_support::Octets;
using testing_support::Prefixed;

constexpr char kRetry[] = "cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c";

Bytes Start(const Bytes& random) { return Join({Hex("0303"), random, Hex("00"), Hex("130100")}); }
Bytes Hello(const Bytes& extensions) {
  return Join({Start(Bytes(32, 7)), Prefixed(2, extensions)});
}
const Bytes kTls13 = ExtensionBytes(43, Hex("0304"));
const Bytes kAlpnH2 = ExtensionBytes(16, Hex("0003026832"));

DecodeError OnlyError(const Bytes& extensions) {
  const auto decoded = DecodeServerHello(Hello(extensions));
  EXPECT_EQ(decoded.errors.size(), 1u);
  return decoded.errors.empty() ? DecodeError{} : decoded.errors[0];
}

// RFC 5246 section 7.4.1.3
TEST(ServerHello, MayEndWithoutExtensions) {
  const auto decoded = DecodeServerHello(Start(Bytes(32, 7)));
  ASSERT_TRUE(decoded.ok());
  EXPECT_EQ(decoded.value.version, Version::kTls12);
  EXPECT_EQ(decoded.value.cipher_suite, CipherSuite{0x1301});
  EXPECT_FALSE(decoded.value.hello_retry_request);
}

TEST(ServerHello, SaysWhatWasNegotiatedInTls12) {
  const auto decoded = DecodeServerHello(
      Hello(Join({kAlpnH2, ExtensionBytes(0xff01, Hex("00")), ExtensionBytes(23, {})})));
  ASSERT_TRUE(decoded.ok());
  EXPECT_EQ(decoded.value.alpn, "h2");
  EXPECT_TRUE(decoded.value.secure_renegotiation);
  EXPECT_EQ(decoded.value.extensions.size(), 3u);
}

// RFC 9846 section 4.2.3
TEST(ServerHello, SaysWhatWasNegotiatedInTls13) {
  const auto decoded = DecodeServerHello(
      Hello(Join({kTls13, ExtensionBytes(51, Join({Hex("001d"), Prefixed(2, Bytes(32, 1))})),
                  ExtensionBytes(41, Hex("0002"))})));
  ASSERT_TRUE(decoded.ok());
  EXPECT_EQ(decoded.value.legacy_version, Version::kTls12);
  EXPECT_EQ(decoded.value.version, Version::kTls13);
  EXPECT_EQ(decoded.value.key_share_group, NamedGroup{29});
  EXPECT_EQ(decoded.value.selected_psk, 2);
}

TEST(ServerHello, IsARetryRequestByItsRandom) {
  const auto decoded = DecodeServerHello(
      Join({Start(Hex(kRetry)), Prefixed(2, Join({kTls13, ExtensionBytes(51, Hex("0017")),
                                                  ExtensionBytes(44, Hex("000101"))}))}));
  ASSERT_TRUE(decoded.ok());
  EXPECT_TRUE(decoded.value.hello_retry_request);
  EXPECT_EQ(decoded.value.key_share_group, NamedGroup{23});
}

TEST(ServerHello, TellsKeySharesOfBothFormsApart) {
  EXPECT_EQ(OnlyError(Join({kTls13, ExtensionBytes(51, Hex("001d"))})).kind,
            DecodeErrorKind::kTruncated);
  EXPECT_EQ(OnlyError(Join({kTls13, ExtensionBytes(44, Hex("000101"))})).kind,
            DecodeErrorKind::kIllegal)
      << "a cookie belongs in a retry request";
}

TEST(ServerHello, MayCarryExtensionsOfTls12InTls12Only) {
  EXPECT_TRUE(DecodeServerHello(Hello(ExtensionBytes(23, {}))).ok());
  EXPECT_EQ(OnlyError(Join({kTls13, ExtensionBytes(23, {})})).kind, DecodeErrorKind::kIllegal);
}

// RFC 7301 section 3.1
TEST(ServerHello, SelectsOneProtocol) {
  EXPECT_EQ(OnlyError(ExtensionBytes(16, Hex("0006026832026833"))).kind, DecodeErrorKind::kIllegal);
  EXPECT_EQ(OnlyError(ExtensionBytes(16, Hex("0000"))).kind, DecodeErrorKind::kOutOfBounds);
}

TEST(EncryptedExtensions, SayWhatWasNegotiated) {
  const auto decoded = DecodeEncryptedExtensions(
      Prefixed(2, Join({kAlpnH2, ExtensionBytes(42, {}), ExtensionBytes(0, {})})));
  ASSERT_TRUE(decoded.ok());
  EXPECT_EQ(decoded.value.alpn, "h2");
  EXPECT_TRUE(decoded.value.early_data);
}

// RFC 9846 section 4.3.10
TEST(EncryptedExtensions, HoldNoEarlyDataSize) {
  const auto decoded = DecodeEncryptedExtensions(Prefixed(2, ExtensionBytes(42, Hex("00000000"))));
  ASSERT_EQ(decoded.errors.size(), 1u);
  EXPECT_EQ(decoded.errors[0].kind, DecodeErrorKind::kTrailing);
}

}  // namespace
}  // namespace shakedown::tls
