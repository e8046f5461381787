#include "tls/code_points.h"

#include <gtest/gtest.h>

#include <string>

namespace shakedown::tls {
namespace {

TEST(CodePoints, HaveTheirRegisteredNames) {
  EXPECT_EQ(Name(SignatureScheme{0x0403}), "ecdsa_secp256r1_sha256");
  EXPECT_EQ(Name(AlertDescription::kUnknownCa), "unknown_ca");
  EXPECT_EQ(Name(ClientCertificateType{64}), "ecdsa_sign");
  EXPECT_EQ(Name(NamedGroup{29}), "x25519");
  EXPECT_EQ(Name(ExtensionType::kCertificateAuthorities), "certificate_authorities");
  EXPECT_EQ(Name(HandshakeType::kCertificateRequest), "CertificateRequest");
  EXPECT_EQ(Name(ContentType::kAlert), "alert");
  EXPECT_EQ(Name(AlertLevel::kFatal), "fatal");
  EXPECT_EQ(Name(Version::kTls13), "TLSv1.3");
  EXPECT_EQ(Name(CipherSuite{0x1301}), "0x1301");
}

TEST(CodePoints, PrintUnknownValuesAsHex) {
  EXPECT_EQ(Name(SignatureScheme{0x9999}), "0x9999");
  EXPECT_EQ(Name(AlertDescription{200}), "0xc8");
  EXPECT_EQ(Name(ClientCertificateType{99}), "0x63");
  EXPECT_EQ(Name(NamedGroup{999}), "0x03e7");
  EXPECT_EQ(Name(ExtensionType{12345}), "0x3039");
  EXPECT_EQ(Name(HandshakeType{99}), "0x63");
  EXPECT_EQ(Name(ContentType{24}), "0x18");
  EXPECT_EQ(Name(AlertLevel{7}), "0x07");
  EXPECT_EQ(Name(Version{0xfefd}), "0xfefd");
}

TEST(CodePoints, PrintGreaseAsGrease) {
  EXPECT_EQ(Name(SignatureScheme{0x0a0a}), "GREASE(0x0a0a)");
  EXPECT_EQ(Name(NamedGroup{0x1a1a}), "GREASE(0x1a1a)");
  EXPECT_EQ(Name(ExtensionType{0xfafa}), "GREASE(0xfafa)");
  EXPECT_EQ(Name(Version{0x2a2a}), "GREASE(0x2a2a)");
  EXPECT_EQ(Name(ExtensionType{0x0a1a}), "0x0a1a");
}

TEST(CodePoints, PrintTheValueOutOfABlock) {
  EXPECT_EQ(Name(SignatureScheme{0xfe12}), "reserved_private_use(0xfe12)");
  EXPECT_EQ(Name(ClientCertificateType{224}), "reserved_private_use(0xe0)");
  EXPECT_EQ(Name(NamedGroup{509}), "reserved_private_use_ffdhe(0x01fd)");
  EXPECT_EQ(Name(ExtensionType{40}), "Reserved(0x0028)");
}

TEST(CodePoints, LeaveOutTheMarkOfRetiredValues) {
  EXPECT_EQ(Name(AlertDescription::kNoCertificate), "no_certificate");
  EXPECT_EQ(AlertDescriptionFromName("no_certificate_RESERVED"), AlertDescription::kNoCertificate);
  EXPECT_EQ(AlertDescriptionFromName("no_certificate"), AlertDescription::kNoCertificate);
}

// RFC 5246 section 7.4.1.4.1
TEST(CodePoints, NameHashAndSignaturePairsThatTls13DoesNotKnow) {
  EXPECT_EQ(Name(SignatureScheme{0x0402}), "dsa_sha256");
  EXPECT_EQ(Name(SignatureScheme{0x0303}), "ecdsa_sha224");
  EXPECT_EQ(Name(SignatureScheme{0x0101}), "rsa_md5");
  EXPECT_EQ(Name(SignatureScheme{0x0201}), "rsa_pkcs1_sha1");
  EXPECT_TRUE(IsKnown(SignatureScheme{0x0402}));
  EXPECT_FALSE(IsKnown(SignatureScheme{0x0404}));
}

TEST(CodePoints, AreKnownIfListed) {
  EXPECT_TRUE(IsKnown(AlertDescription{117}));
  EXPECT_FALSE(IsKnown(AlertDescription{118}));
  EXPECT_TRUE(IsKnown(SignatureScheme{0xffff}));
  EXPECT_TRUE(IsKnown(ClientCertificateType{255}));
  EXPECT_FALSE(IsKnown(ClientCertificateType{7}));
  EXPECT_TRUE(IsKnown(NamedGroup{0xfe80}));
  EXPECT_FALSE(IsKnown(NamedGroup{0xfeff + 4}));
  EXPECT_TRUE(IsKnown(ExtensionType{62}));
  EXPECT_FALSE(IsKnown(ExtensionType{63}));
}

TEST(CodePoints, AreFoundByEveryNameTheyPrint) {
  for (unsigned value = 0; value <= 0xffff; ++value) {
    const SignatureScheme scheme{static_cast<uint16_t>(value)};
    ASSERT_EQ(SignatureSchemeFromName(Name(scheme)), scheme) << Name(scheme);
  }
  for (unsigned value = 0; value <= 0xff; ++value) {
    const ClientCertificateType type{static_cast<uint8_t>(value)};
    ASSERT_EQ(ClientCertificateTypeFromName(Name(type)), type) << Name(type);
    const AlertDescription alert{static_cast<uint8_t>(value)};
    ASSERT_EQ(AlertDescriptionFromName(Name(alert)), alert) << Name(alert);
  }
}

TEST(CodePoints, AreNotFoundByOtherText) {
  for (const char* text : {"", "rsa", "0x", "0x10000", "0x12g4", "-1", "Reserved", "0x0403 "}) {
    EXPECT_FALSE(SignatureSchemeFromName(text)) << text;
    EXPECT_FALSE(ClientCertificateTypeFromName(text)) << text;
    EXPECT_FALSE(AlertDescriptionFromName(text)) << text;
  }
  EXPECT_FALSE(ClientCertificateTypeFromName("0x100"));
  EXPECT_FALSE(SignatureSchemeFromName("48"));
}

TEST(AlertDescriptionFromName, AcceptsADecimalNumber) {
  EXPECT_EQ(AlertDescriptionFromName("48"), AlertDescription::kUnknownCa);
  EXPECT_EQ(AlertDescriptionFromName("255"), AlertDescription{255});
  EXPECT_FALSE(AlertDescriptionFromName("256"));
}

TEST(VersionFromName, AcceptsBothForms) {
  EXPECT_EQ(VersionFromName("1.0"), Version::kTls10);
  EXPECT_EQ(VersionFromName("TLSv1.1"), Version::kTls11);
  EXPECT_EQ(VersionFromName("TLSv1.2"), Version::kTls12);
  EXPECT_EQ(VersionFromName("1.3"), Version::kTls13);
  for (const char* text : {"", "1", "1.4", "TLSv1", "TLSv", "tlsv1.3", "1.3 ", "SSLv3"}) {
    EXPECT_FALSE(VersionFromName(text)) << text;
  }
}

TEST(PlainMeaning, IsASentenceForEveryAlert) {
  for (unsigned value = 0; value <= 0xff; ++value) {
    const std::string_view meaning = PlainMeaning(AlertDescription{static_cast<uint8_t>(value)});
    ASSERT_GT(meaning.size(), 20u) << value;
    EXPECT_TRUE(meaning.ends_with('.')) << meaning;
  }
}

TEST(PlainMeaning, KnowsExactlyTheAlertsOfTheRegistry) {
  const std::string_view unknown = PlainMeaning(AlertDescription{254});
  for (unsigned value = 0; value <= 0xff; ++value) {
    const AlertDescription alert{static_cast<uint8_t>(value)};
    EXPECT_EQ(PlainMeaning(alert) != unknown, IsKnown(alert)) << value;
  }
}

TEST(PlainMeaning, SpeaksOfTheClientCertificateWhereItMatters) {
  for (const unsigned value : {40, 42, 43, 44, 45, 46, 48, 49, 51, 100, 116}) {
    const std::string meaning(PlainMeaning(AlertDescription{static_cast<uint8_t>(value)}));
    EXPECT_NE(meaning.find("ertificate"), std::string::npos) << meaning;
  }
}

}  // namespace
}  // namespace shakedown::tls
