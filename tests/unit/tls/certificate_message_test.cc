#include "tls/certificate_message.h"

#include <gtest/gtest.h>

#include "tests/support/wire_builder.h"
#include "tls/certificate_forms.h"

namespace shakedown::tls {
namespace {

using testing_support::ExtensionBytes;
using testing_support::Hex;
using testing_support::Join;
using testing_support::Octets;
using testing_support::Prefixed;

// RFC 5246 section 7.4.2
TEST(Certificate12, HoldsTheChainLeafFirst) {
  const auto decoded = DecodeCertificate(
      Version::kTls12, Prefixed(3, Join({Prefixed(3, Octets("leaf")), Prefixed(3, Octets("ca"))})));
  ASSERT_TRUE(decoded.ok());
  ASSERT_EQ(decoded.value.entries.size(), 2u);
  EXPECT_EQ(decoded.value.entries[0].der, Octets("leaf"));
  EXPECT_EQ(decoded.value.entries[0].offset, 6u);
  EXPECT_EQ(decoded.value.entries[1].offset, 13u);
}

// RFC 9846 section 4.5.1
TEST(Certificate13, HoldsContextAndExtensions) {
  const Bytes entry =
      Join({Prefixed(3, Octets("leaf")), Prefixed(2, ExtensionBytes(5, Octets("ocsp")))});
  const auto decoded =
      DecodeCertificate(Version::kTls13, Join({Prefixed(1, Octets("ctx")), Prefixed(3, entry)}));
  ASSERT_TRUE(decoded.ok());
  EXPECT_EQ(decoded.value.context, Octets("ctx"));
  ASSERT_EQ(decoded.value.entries.size(), 1u);
  EXPECT_EQ(decoded.value.entries[0].der, Octets("leaf"));
  EXPECT_EQ(decoded.value.entries[0].extensions.at(0).data, Octets("ocsp"));
}

TEST(Certificate, MayBeEmpty) {
  EXPECT_TRUE(DecodeCertificate(Version::kTls12, Hex("000000")).ok());
  EXPECT_TRUE(DecodeCertificate(Version::kTls13, Hex("00000000")).ok());
}

TEST(Certificate, KeepsTheEntryWhoseExtensionsAreCutOff) {
  const auto decoded = DecodeCertificate(
      Version::kTls13,
      Join({Hex("00"), Prefixed(3, Join({Prefixed(3, Octets("leaf")), Hex("00")}))}));
  ASSERT_EQ(decoded.errors.size(), 1u);
  EXPECT_EQ(decoded.errors[0].kind, DecodeErrorKind::kTruncated);
  EXPECT_EQ(decoded.value.entries.at(0).der, Octets("leaf"));
}

TEST(Certificate, IsBounded) {
  Bytes list;
  for (size_t i = 0; i <= kMaxCertificates; ++i) list = Join({list, Hex("00000101")});
  const auto decoded = DecodeCertificate(Version::kTls12, Prefixed(3, list));
  EXPECT_EQ(decoded.value.entries.size(), kMaxCertificates);
  ASSERT_EQ(decoded.errors.size(), 1u);
  EXPECT_EQ(decoded.errors[0].kind, DecodeErrorKind::kTooLarge);
}

// RFC 9846 section 4.5.2, RFC 5246 section 4.7
TEST(CertificateVerify, NamesItsAlgorithmSinceTls12) {
  for (const Version version : {Version::kTls12, Version::kTls13}) {
    const auto decoded = DecodeCertificateVerify(version, Hex("080400020102"));
    EXPECT_TRUE(decoded.ok());
    EXPECT_EQ(decoded.value.algorithm, SignatureScheme{0x0804});
    EXPECT_EQ(decoded.value.signature, Hex("0102"));
  }
  const auto decoded = DecodeCertificateVerify(Version::kTls11, Hex("00020102"));
  EXPECT_TRUE(decoded.ok());
  EXPECT_FALSE(decoded.value.algorithm);
  EXPECT_EQ(decoded.value.signature, Hex("0102"));
}

}  // namespace
}  // namespace shakedown::tls
