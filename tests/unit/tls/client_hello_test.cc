#include "tls/client_hello.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/wire_builder.h"

namespace shakedown::tls {
namespace {

using ::testing::ElementsAre;
using testing_support::ExtensionBytes;
using testing_support::Hex;
using testing_support::Join;
using testing_support::Octets;
using testing_support::Prefixed;

Bytes Start() {
  return Join({Hex("0303"), Bytes(32, 0xab), Hex("00"), Hex("00021301"), Hex("0100")});
}
Bytes Hello(const Bytes& extensions) { return Join({Start(), Prefixed(2, extensions)}); }

const Bytes kOffersTls13 = ExtensionBytes(43, Hex("0403040303"));
const Bytes kPsk =
    ExtensionBytes(41, Join({Prefixed(2, Join({Prefixed(2, Octets("id")), Bytes(4, 0)})),
                             Prefixed(2, Prefixed(1, Bytes(32, 1)))}));

/// The only error of a hello with these extensions.
DecodeError OnlyError(const Bytes& extensions) {
  const auto decoded = DecodeClientHello(Hello(extensions));
  EXPECT_EQ(decoded.errors.size(), 1u);
  return decoded.errors.empty() ? DecodeError{} : decoded.errors[0];
}

// RFC 5246 section 7.4.1.2
TEST(ClientHello, MayEndWithoutExtensions) {
  const auto decoded = DecodeClientHello(Start());
  ASSERT_TRUE(decoded.ok());
  EXPECT_EQ(decoded.value.legacy_version, Version::kTls12);
  EXPECT_EQ(decoded.value.random, Bytes(32, 0xab));
  EXPECT_THAT(decoded.value.cipher_suites, ElementsAre(CipherSuite{0x1301}));
  EXPECT_EQ(decoded.value.compression_methods, Hex("00"));
}

TEST(ClientHello, SaysWhatItsExtensionsSay) {
  const auto decoded = DecodeClientHello(Hello(Join(
      {ExtensionBytes(0, Prefixed(2, Join({Hex("00"), Prefixed(2, Octets("a.test"))}))),
       ExtensionBytes(16, Prefixed(2, Join({Prefixed(1, Octets("h2")), Prefixed(1, Octets("x"))}))),
       kOffersTls13, ExtensionBytes(10, Prefixed(2, Hex("001d0017"))),
       ExtensionBytes(51, Prefixed(2, Join({Hex("001d"), Prefixed(2, Bytes(32, 1))}))),
       ExtensionBytes(13, Prefixed(2, Hex("0403"))), ExtensionBytes(50, Prefixed(2, Hex("0401"))),
       ExtensionBytes(49, {}), ExtensionBytes(42, {}), ExtensionBytes(35, Octets("ticket")),
       kPsk})));
  ASSERT_TRUE(decoded.ok()) << decoded.errors[0].Text();
  const ClientHello& hello = decoded.value;
  EXPECT_EQ(hello.server_name, "a.test");
  EXPECT_THAT(hello.alpn, ElementsAre("h2", "x"));
  EXPECT_THAT(hello.supported_versions, ElementsAre(Version::kTls13, Version::kTls12));
  EXPECT_THAT(hello.supported_groups, ElementsAre(NamedGroup{29}, NamedGroup{23}));
  EXPECT_THAT(hello.key_share_groups, ElementsAre(NamedGroup{29}));
  EXPECT_THAT(hello.signature_algorithms, ElementsAre(SignatureScheme{0x0403}));
  EXPECT_THAT(hello.signature_algorithms_cert, ElementsAre(SignatureScheme{0x0401}));
  EXPECT_TRUE(hello.post_handshake_auth);
  EXPECT_TRUE(hello.early_data);
  EXPECT_TRUE(hello.offers_psk);
  EXPECT_EQ(hello.session_ticket, Octets("ticket"));
  EXPECT_EQ(hello.extensions.size(), 11u);
}

TEST(ClientHello, SkipsNamesThatAreNoHostNames) {
  const Bytes list =
      Join({Hex("07"), Prefixed(2, Octets("?")), Hex("00"), Prefixed(2, Octets("a"))});
  const auto decoded = DecodeClientHello(Hello(ExtensionBytes(0, Prefixed(2, list))));
  EXPECT_TRUE(decoded.ok());
  EXPECT_EQ(decoded.value.server_name, "a");
}

TEST(ClientHello, KeepsAHostileServerNameAsSent) {
  const Bytes name = Octets("\x1b[2J\n");
  const auto decoded = DecodeClientHello(
      Hello(ExtensionBytes(0, Prefixed(2, Join({Hex("00"), Prefixed(2, name)})))));
  EXPECT_EQ(decoded.value.server_name, "\x1b[2J\n");
}

TEST(ClientHello, BoundsItsVectors) {
  EXPECT_EQ(OnlyError(ExtensionBytes(0, Hex("0000"))).kind, DecodeErrorKind::kOutOfBounds);
  EXPECT_EQ(OnlyError(ExtensionBytes(16, Hex("0000"))).kind, DecodeErrorKind::kOutOfBounds);
  EXPECT_EQ(OnlyError(ExtensionBytes(43, Hex("00"))).kind, DecodeErrorKind::kOutOfBounds);
  EXPECT_EQ(OnlyError(ExtensionBytes(43, Hex("03030405"))).kind, DecodeErrorKind::kOddLength);
  EXPECT_EQ(OnlyError(ExtensionBytes(10, Hex("0000"))).kind, DecodeErrorKind::kOutOfBounds);
  EXPECT_EQ(OnlyError(ExtensionBytes(10, Hex("0003001d00"))).kind, DecodeErrorKind::kOddLength);
  EXPECT_EQ(OnlyError(ExtensionBytes(51, Hex("0004001d0000"))).kind, DecodeErrorKind::kOutOfBounds);
  EXPECT_EQ(OnlyError(ExtensionBytes(16, Hex("0003000168"))).kind, DecodeErrorKind::kOutOfBounds);
}

TEST(ClientHello, ReportsDataWhereThereIsNone) {
  EXPECT_EQ(OnlyError(ExtensionBytes(49, Hex("00"))).kind, DecodeErrorKind::kTrailing);
  EXPECT_EQ(OnlyError(ExtensionBytes(42, Hex("00"))).kind, DecodeErrorKind::kTrailing);
}

// RFC 9846 section 4.3.11
TEST(ClientHello, BoundsPreSharedKeys) {
  const Bytes binders = Prefixed(2, Prefixed(1, Bytes(32, 1)));
  const Bytes identities = Prefixed(2, Join({Prefixed(2, Octets("id")), Bytes(4, 0)}));
  EXPECT_EQ(OnlyError(ExtensionBytes(41, Join({Hex("0000"), binders}))).field,
            "pre_shared_key.identities");
  EXPECT_EQ(OnlyError(ExtensionBytes(41, Join({identities, Hex("0000")}))).field,
            "pre_shared_key.binders");
  EXPECT_EQ(OnlyError(ExtensionBytes(41, identities)).kind, DecodeErrorKind::kTruncated);
}

// RFC 9846 section 4.3
TEST(ClientHello, HasNoExtensionOfOtherMessagesInTls13) {
  EXPECT_EQ(OnlyError(Join({kOffersTls13, ExtensionBytes(48, Hex("0000"))})).kind,
            DecodeErrorKind::kIllegal);
  EXPECT_TRUE(DecodeClientHello(Hello(ExtensionBytes(48, Hex("0000")))).ok()) << "TLS 1.2 only";
}

TEST(ClientHello, MayCarryExtensionsOfTls12BesideTls13) {
  EXPECT_TRUE(DecodeClientHello(Hello(Join({kOffersTls13, ExtensionBytes(23, {}),
                                            ExtensionBytes(0xff01, Hex("00"))})))
                  .ok());
}

TEST(ClientHello, TakesTheFirstOfTwo) {
  const auto decoded = DecodeClientHello(
      Hello(Join({ExtensionBytes(13, Hex("00020403")), ExtensionBytes(13, Hex("00020804"))})));
  ASSERT_EQ(decoded.errors.size(), 1u);
  EXPECT_EQ(decoded.errors[0].kind, DecodeErrorKind::kDuplicate);
  EXPECT_THAT(decoded.value.signature_algorithms, ElementsAre(SignatureScheme{0x0403}));
}

TEST(ClientHello, ReportsALongSessionId) {
  const auto decoded = DecodeClientHello(
      Join({Hex("0303"), Bytes(32, 1), Prefixed(1, Bytes(33, 2)), Hex("00021301"), Hex("0100")}));
  ASSERT_EQ(decoded.errors.size(), 1u);
  EXPECT_EQ(decoded.errors[0].kind, DecodeErrorKind::kOutOfBounds);
  EXPECT_THAT(decoded.value.cipher_suites, ElementsAre(CipherSuite{0x1301}));
}

}  // namespace
}  // namespace shakedown::tls
