#include "tls/certificate_request.h"

#include <gtest/gtest.h>

#include "tests/support/wire_builder.h"
#include "tls/ca_names.h"
#include "tls/name_strings.h"

namespace shakedown::tls {
namespace {

using testing_support::CommonNameDer;
using testing_support::ExtensionBytes;
using testing_support::Hex;
using testing_support::Join;
using testing_support::Octets;
using testing_support::Prefixed;

const Bytes kSchemes = Prefixed(2, Hex("04030804"));

Bytes Body13(const Bytes& extensions) { return Join({Hex("00"), Prefixed(2, extensions)}); }

// RFC 5246 section 7.4.4
TEST(CertificateRequest12, HoldsTypesAlgorithmsAndNames) {
  const Bytes name = CommonNameDer(kUtf8String, Octets("CA"));
  const auto decoded = DecodeCertificateRequest(
      Version::kTls12, Join({Hex("020140"), kSchemes, Prefixed(2, Prefixed(2, name))}));
  ASSERT_TRUE(decoded.ok());
  EXPECT_EQ(decoded.value.version, Version::kTls12);
  EXPECT_EQ(decoded.value.certificate_types,
            (std::vector{ClientCertificateType{1}, ClientCertificateType{64}}));
  EXPECT_TRUE(decoded.value.has_signature_algorithms);
  EXPECT_EQ(decoded.value.signature_algorithms,
            (std::vector{SignatureScheme{0x0403}, SignatureScheme{0x0804}}));
  ASSERT_EQ(decoded.value.ca_names.size(), 1u);
  EXPECT_EQ(decoded.value.ca_names[0].der, name);
}

TEST(CertificateRequest12, KeepsUnknownCodePoints) {
  const auto decoded = DecodeCertificateRequest(Version::kTls12, Hex("02fe7700021234"
                                                                     "0000"));
  EXPECT_TRUE(decoded.ok());
  EXPECT_EQ(decoded.value.certificate_types[1], ClientCertificateType{0x77});
  EXPECT_EQ(decoded.value.signature_algorithms[0], SignatureScheme{0x1234});
}

TEST(CertificateRequest12, HasNoAlgorithmsBeforeTls12) {
  for (const Version version : {Version::kTls10, Version::kTls11}) {
    const auto decoded = DecodeCertificateRequest(version, Hex("01400000"));
    EXPECT_TRUE(decoded.ok());
    EXPECT_FALSE(decoded.value.has_signature_algorithms);
  }
}

// RFC 9846 section 4.4.2
TEST(CertificateRequest13, HoldsEveryKnownExtension) {
  const Bytes name = CommonNameDer(kUtf8String, Octets("CA"));
  const Bytes filter = Join({Prefixed(1, Hex("0603551d25")), Prefixed(2, Hex("3000"))});
  const auto decoded = DecodeCertificateRequest(
      Version::kTls13,
      Join({Prefixed(1, Octets("ctx")),
            Prefixed(
                2, Join({ExtensionBytes(13, kSchemes), ExtensionBytes(50, Prefixed(2, Hex("0401"))),
                         ExtensionBytes(47, Prefixed(2, Prefixed(2, name))),
                         ExtensionBytes(48, Prefixed(2, filter)), ExtensionBytes(5, {}),
                         ExtensionBytes(0x9999, Hex("01"))}))}));
  ASSERT_TRUE(decoded.ok());
  EXPECT_EQ(decoded.value.context, Octets("ctx"));
  EXPECT_TRUE(decoded.value.has_signature_algorithms);
  EXPECT_EQ(decoded.value.signature_algorithms.size(), 2u);
  EXPECT_EQ(decoded.value.signature_algorithms_cert, (std::vector{SignatureScheme{0x0401}}));
  EXPECT_EQ(decoded.value.ca_names.at(0).der, name);
  EXPECT_EQ(decoded.value.oid_filters, (std::vector{OidFilter{Hex("0603551d25"), Hex("3000")}}));
  EXPECT_TRUE(decoded.value.status_request);
  EXPECT_EQ(decoded.value.extensions.size(), 6u);
}

TEST(CertificateRequest13, DoesNotCallAlgorithmsMissingWhereTheListIsCutOff) {
  Bytes body = Body13(ExtensionBytes(47, Prefixed(2, Bytes(40, 0))));
  body.resize(body.size() - 1);
  const auto decoded = DecodeCertificateRequest(Version::kTls13, body);
  ASSERT_EQ(decoded.errors.size(), 1u);
  EXPECT_EQ(decoded.errors[0].kind, DecodeErrorKind::kTruncated);
}

TEST(CertificateRequest13, CallsAlgorithmsMissingWhereOtherExtensionsAreTwice) {
  const auto decoded = DecodeCertificateRequest(
      Version::kTls13, Body13(Join({ExtensionBytes(5, {}), ExtensionBytes(5, {})})));
  ASSERT_EQ(decoded.errors.size(), 2u);
  EXPECT_EQ(decoded.errors[0].kind, DecodeErrorKind::kDuplicate);
  EXPECT_EQ(decoded.errors[1].kind, DecodeErrorKind::kMissing);
}

TEST(CertificateRequest13, ReportsAnOidFilterWithoutOid) {
  const auto decoded = DecodeCertificateRequest(
      Version::kTls13,
      Body13(Join({ExtensionBytes(13, kSchemes), ExtensionBytes(48, Hex("0003000000"))})));
  ASSERT_EQ(decoded.errors.size(), 1u);
  EXPECT_EQ(decoded.errors[0].kind, DecodeErrorKind::kOutOfBounds);
}

TEST(CaNames, AreBounded) {
  const Bytes one = Prefixed(2, Hex("3000"));
  Bytes list;
  list.reserve((kMaxCaNames + 1) * one.size());
  for (size_t i = 0; i <= kMaxCaNames; ++i) list.insert(list.end(), one.begin(), one.end());
  std::vector<DecodeError> errors;
  EXPECT_EQ(ReadCaNames(ByteReader(list, &errors), "names").size(), kMaxCaNames);
  ASSERT_EQ(errors.size(), 1u);
  EXPECT_EQ(errors[0].kind, DecodeErrorKind::kTooLarge);
}

TEST(CaNames, GoOnBehindABadOne) {
  const Bytes bad = Prefixed(2, Hex("0500"));
  const Bytes good = Prefixed(2, CommonNameDer(kUtf8String, Octets("CA")));
  const Bytes list = Join({bad, good, bad});
  std::vector<DecodeError> errors;
  const auto names = ReadCaNames(ByteReader(list, &errors, 50), "names");
  ASSERT_EQ(names.size(), 3u);
  EXPECT_TRUE(names[0].malformed);
  EXPECT_EQ(names[0].der, Hex("0500"));
  EXPECT_EQ(ToText(names[1]), "CN=CA");
  ASSERT_EQ(errors.size(), 2u);
  EXPECT_EQ(errors[0].field, "names[0].name");
  EXPECT_EQ(errors[0].offset, 52u);
  EXPECT_EQ(errors[1].field, "names[2].name");
}

}  // namespace
}  // namespace shakedown::tls
