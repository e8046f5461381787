#include "pki/read_facts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/test_authority.h"

namespace shakedown::pki {
namespace {

using attempt::CertificateFacts;
using attempt::KeyFacts;
using attempt::KeyType;
using testing::ElementsAre;
using testing::IsEmpty;
using testing_support::Need;

CertificateFacts LeafFacts(const MintRequest& request, KeyKind issuer = KeyKind::kP256) {
  const AuthorityPtr root = Need(MintRoot("Root", issuer));
  return Need(Mint(*root, request))->facts.chain.front();
}

struct KeyCase {
  KeyKind kind;
  KeyFacts facts;
};

class ReadFactsKey : public testing::TestWithParam<KeyCase> {};

TEST_P(ReadFactsKey, HasTypeSizeAndCurve) {
  const ossl::PkeyPtr key = Need(GenerateKey(GetParam().kind));
  EXPECT_EQ(ReadKeyFacts(key.get()), GetParam().facts);
}

INSTANTIATE_TEST_SUITE_P(Kinds, ReadFactsKey,
                         testing::Values(KeyCase{KeyKind::kRsa1024, {KeyType::kRsa, 1024, ""}},
                                         KeyCase{KeyKind::kRsa2048, {KeyType::kRsa, 2048, ""}},
                                         KeyCase{KeyKind::kRsa3072, {KeyType::kRsa, 3072, ""}},
                                         KeyCase{KeyKind::kRsaPss2048,
                                                 {KeyType::kRsaPss, 2048, ""}},
                                         KeyCase{KeyKind::kP256, {KeyType::kEc, 256, "P-256"}},
                                         KeyCase{KeyKind::kP384, {KeyType::kEc, 384, "P-384"}},
                                         KeyCase{KeyKind::kP521, {KeyType::kEc, 521, "P-521"}},
                                         KeyCase{KeyKind::kEd25519, {KeyType::kEd25519, 256, ""}},
                                         KeyCase{KeyKind::kEd448, {KeyType::kEd448, 456, ""}}),
                         [](const auto& param_info) {
                           std::string name = ToString(param_info.param.kind);
                           std::erase(name, '-');
                           return name;
                         });

TEST(ReadFacts, OtherCurvesKeepTheLibrarysName) {
  const ossl::PkeyPtr key(EVP_EC_gen("brainpoolP256r1"));
  ASSERT_NE(key, nullptr);
  EXPECT_EQ(ReadKeyFacts(key.get()).curve, "brainpoolP256r1");
}

struct SignatureCase {
  KeyKind issuer;
  const char* algorithm;
  const char* digest;
  uint16_t scheme;
};

class ReadFactsSignature : public testing::TestWithParam<SignatureCase> {};

TEST_P(ReadFactsSignature, NamesAlgorithmDigestAndScheme) {
  const CertificateFacts facts = LeafFacts({}, GetParam().issuer);
  EXPECT_EQ(facts.signature_algorithm, GetParam().algorithm);
  EXPECT_EQ(facts.signature_digest, GetParam().digest);
  EXPECT_EQ(facts.signature_scheme, static_cast<tls::SignatureScheme>(GetParam().scheme));
}

INSTANTIATE_TEST_SUITE_P(
    Issuers, ReadFactsSignature,
    testing::Values(SignatureCase{KeyKind::kRsa2048, "sha256WithRSAEncryption", "SHA256", 0x0401},
                    SignatureCase{KeyKind::kRsaPss2048, "rsassaPss", "SHA256", 0x0804},
                    SignatureCase{KeyKind::kP256, "ecdsa-with-SHA256", "SHA256", 0x0403},
                    SignatureCase{KeyKind::kP384, "ecdsa-with-SHA384", "SHA384", 0x0503},
                    SignatureCase{KeyKind::kP521, "ecdsa-with-SHA512", "SHA512", 0x0603},
                    SignatureCase{KeyKind::kEd25519, "ED25519", "", 0x0807},
                    SignatureCase{KeyKind::kEd448, "ED448", "", 0x0808}),
    [](const auto& param_info) {
      std::string name = ToString(param_info.param.issuer);
      std::erase(name, '-');
      return name;
    });

TEST(ReadFacts, Sha1SignaturesHaveTheirPairScheme) {
  EXPECT_EQ(LeafFacts({.flaw = Flaw::kSha1}).signature_scheme,
            static_cast<tls::SignatureScheme>(0x0203));
  EXPECT_EQ(LeafFacts({.flaw = Flaw::kSha1}, KeyKind::kRsa2048).signature_scheme,
            static_cast<tls::SignatureScheme>(0x0201));
}

TEST(ReadFacts, SelfSignedPssCertificateCountsAsRestricted) {
  const AuthorityPtr root = Need(MintRoot("Root", KeyKind::kRsaPss2048));
  EXPECT_EQ(ReadFacts(root->certificate.get()).signature_scheme,
            static_cast<tls::SignatureScheme>(0x0809));
}

TEST(ReadFacts, RootIsSelfSignedAndSelfIssued) {
  const AuthorityPtr root = Need(MintRoot("Root"));
  const CertificateFacts facts = ReadFacts(root->certificate.get());
  EXPECT_TRUE(facts.self_issued);
  EXPECT_TRUE(facts.self_signed);
  EXPECT_EQ(facts.is_ca, true);
  EXPECT_FALSE(facts.path_length);
  EXPECT_EQ(facts.key_usage, (attempt::KeyUsage{.key_cert_sign = true, .crl_sign = true}));
  EXPECT_FALSE(facts.extended_key_usage);
}

TEST(ReadFacts, IssuedUnderTheOwnNameIsNotSelfSigned) {
  const AuthorityPtr root = Need(MintRoot("Same"));
  const IdentityPtr leaf = Need(Mint(*root, {.name = "Same", .dns_names = {}}));
  EXPECT_TRUE(leaf->facts.chain[0].self_issued);
  EXPECT_FALSE(leaf->facts.chain[0].self_signed);
}

TEST(ReadFacts, LeafSaysWhatItWasMintedWith) {
  const AuthorityPtr root = Need(MintRoot("Root"));
  const IdentityPtr identity =
      Need(Mint(*root, {.name = "alice", .dns_names = {"a.test", "b.test"}, .serial = "00c0ffee"}));
  const CertificateFacts facts = ReadFacts(identity->leaf.get());
  EXPECT_EQ(tls::ToText(facts.subject), "CN=alice");
  EXPECT_EQ(tls::ToText(facts.issuer), "CN=Root");
  EXPECT_EQ(facts.serial, "c0ffee");
  EXPECT_EQ(facts.version, 3);
  EXPECT_EQ(facts.is_ca, false);
  EXPECT_EQ(facts.key_usage, (attempt::KeyUsage{.digital_signature = true}));
  EXPECT_THAT(*facts.extended_key_usage, ElementsAre(attempt::kClientAuthOid));
  EXPECT_THAT(facts.subject_alt_names, ElementsAre("DNS:a.test", "DNS:b.test"));
  EXPECT_EQ(facts.authority_key_id, ReadFacts(root->certificate.get()).subject_key_id);
  EXPECT_EQ(facts.subject_key_id.size(), 40u);
  EXPECT_THAT(facts.unknown_critical_extensions, IsEmpty());
  EXPECT_EQ(facts.sha256.size(), 64u);
}

TEST(ReadFacts, LoopbackAddressesOfServersAreText) {
  EXPECT_THAT(LeafFacts({.dns_names = {}, .server = true}).subject_alt_names,
              ElementsAre("DNS:localhost", "IP:127.0.0.1", "IP:::1"));
}

TEST(ReadFacts, Version1HasNoExtensions) {
  const CertificateFacts facts = LeafFacts({.flaw = Flaw::kVersion1, .dns_names = {"a.test"}});
  EXPECT_EQ(facts.version, 1);
  EXPECT_FALSE(facts.is_ca);
  EXPECT_FALSE(facts.key_usage);
  EXPECT_FALSE(facts.extended_key_usage);
  EXPECT_THAT(facts.subject_alt_names, IsEmpty());
  EXPECT_EQ(facts.subject_key_id, "");
  EXPECT_EQ(facts.authority_key_id, "");
}

TEST(ReadFacts, TimesAreUtcSeconds) {
  const UtcSeconds before = UtcNow();
  const CertificateFacts facts =
      LeafFacts({.not_before = Milliseconds(-90'000), .not_after = Milliseconds(60'000)});
  const UtcSeconds after = UtcNow();
  EXPECT_GE(facts.not_before, before - std::chrono::seconds(90));
  EXPECT_LE(facts.not_before, after - std::chrono::seconds(90));
  EXPECT_EQ(facts.not_after - facts.not_before, std::chrono::seconds(150));
}

TEST(ReadFacts, TimesAfter2049AreReadToo) {
  const ossl::Asn1TimePtr time(ASN1_TIME_set(nullptr, 4'102'444'800));  // 2100-01-01
  EXPECT_EQ(ToUtc(time.get()), UtcSeconds(std::chrono::seconds(4'102'444'800)));
}

TEST(ReadFacts, MalformedTimeIsNothing) {
  const ossl::Asn1TimePtr time(ASN1_TIME_new());
  ASN1_STRING_set(time.get(), "20269", 5);
  EXPECT_EQ(ToUtc(time.get()), std::nullopt);
}

/// A certificate whose extensions are the given ones.
ossl::X509Ptr WithExtensions(std::vector<ossl::ExtensionPtr> extensions) {
  const AuthorityPtr root = Need(MintRoot("Root"));
  ossl::X509Ptr certificate(X509_dup(root->certificate.get()));
  for (const ossl::ExtensionPtr& extension : extensions) {
    X509_add_ext(certificate.get(), extension.get(), -1);
  }
  X509_sign(certificate.get(), root->key.get(), EVP_sha256());
  return certificate;
}

ossl::ExtensionPtr Extension(const char* oid, bool critical, const std::string& der) {
  const std::unique_ptr<ASN1_OBJECT, ossl::Deleter<ASN1_OBJECT_free>> object(OBJ_txt2obj(oid, 1));
  const ossl::OctetStringPtr value(ASN1_OCTET_STRING_new());
  ASN1_OCTET_STRING_set(value.get(), reinterpret_cast<const unsigned char*>(der.data()),
                        static_cast<int>(der.size()));
  return ossl::ExtensionPtr(
      X509_EXTENSION_create_by_OBJ(nullptr, object.get(), critical ? 1 : 0, value.get()));
}

TEST(ReadFacts, UnknownCriticalExtensionsAreListed) {
  std::vector<ossl::ExtensionPtr> extensions;
  extensions.push_back(Extension("1.2.3.4.5", true, "\x05"));
  extensions.push_back(Extension("1.2.3.4.6", false, "\x05"));
  const ossl::X509Ptr certificate = WithExtensions(std::move(extensions));
  EXPECT_THAT(ReadFacts(certificate.get()).unknown_critical_extensions, ElementsAre("1.2.3.4.5"));
}

TEST(ReadFacts, HostileAlternativeNamesArePrintable) {
  // SEQUENCE { [2] "a<ESC>[2J\n", [7] 3 octets, [1] "x@y" }
  const std::string names(
      "\x30\x13\x82\x07"
      "a\x1b[2J\nb"
      "\x87\x03\x01\x02\x03"
      "\x81\x03x@y",
      21);
  std::vector<ossl::ExtensionPtr> extensions;
  extensions.push_back(Extension("2.5.29.17", false, names));
  const ossl::X509Ptr certificate = WithExtensions(std::move(extensions));
  const CertificateFacts facts = ReadFacts(certificate.get());
  ASSERT_EQ(facts.subject_alt_names.size(), 3u);
  EXPECT_EQ(facts.subject_alt_names[0].find('\x1b'), std::string::npos);
  EXPECT_EQ(facts.subject_alt_names[0].find('\n'), std::string::npos);
  EXPECT_EQ(facts.subject_alt_names[1], "IP:010203");
  EXPECT_EQ(facts.subject_alt_names[2], "email:x@y");
}

TEST(ReadFacts, UndecodableExtensionsCountAsAbsent) {
  std::vector<ossl::ExtensionPtr> extensions;
  extensions.push_back(Extension("2.5.29.37", false, "\x30\x7f"));
  const ossl::X509Ptr certificate = WithExtensions(std::move(extensions));
  EXPECT_FALSE(ReadFacts(certificate.get()).extended_key_usage);
}

TEST(ReadFacts, FromDerEqualsFromObject) {
  const AuthorityPtr root = Need(MintRoot("Root"));
  EXPECT_EQ(Need(ReadFacts(ToDer(root->certificate.get()))), ReadFacts(root->certificate.get()));
}

TEST(ReadFacts, EveryProperPrefixOfDerIsRefused) {
  const AuthorityPtr root = Need(MintRoot("Root"));
  const Bytes der = ToDer(root->certificate.get());
  for (size_t length = 0; length < der.size(); ++length) {
    const auto facts = ReadFacts(ByteSpan(der).first(length));
    ASSERT_FALSE(facts) << length;
    EXPECT_EQ(facts.error().code(), ErrorCode::kFormat);
  }
}

TEST(ReadFacts, TrailingBytesAreRefused) {
  const AuthorityPtr root = Need(MintRoot("Root"));
  Bytes der = ToDer(root->certificate.get());
  der.push_back(0);
  const auto facts = ReadFacts(der);
  ASSERT_FALSE(facts);
  EXPECT_THAT(facts.error().message(), testing::HasSubstr("1 more byte"));
}

TEST(ReadFacts, FlippedOctetsNeverCrash) {
  const AuthorityPtr root = Need(MintRoot("Root"));
  const IdentityPtr identity = Need(Mint(*root, {.dns_names = {"a.test"}, .server = true}));
  const Bytes original = ToDer(identity->leaf.get());
  size_t readable = 0;
  for (size_t at = 0; at < original.size(); ++at) {
    for (const int flip : {0x01, 0x80, 0xff}) {
      Bytes der = original;
      der[at] = static_cast<uint8_t>(der[at] ^ flip);
      if (ReadFacts(der)) ++readable;
    }
  }
  EXPECT_GT(readable, 0u);
  EXPECT_LT(readable, 3 * original.size());
}

TEST(ReadFacts, PemRoundTrips) {
  const AuthorityPtr root = Need(MintRoot("Root"));
  const std::string pem = ToPem(root->certificate.get());
  EXPECT_TRUE(pem.starts_with("-----BEGIN CERTIFICATE-----\n"));
  EXPECT_TRUE(pem.ends_with("-----END CERTIFICATE-----\n"));
}

TEST(ReadFacts, HexOfIntegersHasSignAndZero) {
  const ossl::Asn1IntegerPtr number(ASN1_INTEGER_new());
  EXPECT_EQ(ToHexText(number.get()), "00");
  ASN1_INTEGER_set_int64(number.get(), 0);
  EXPECT_EQ(ToHexText(number.get()), "00");
  ASN1_INTEGER_set_int64(number.get(), -255);
  EXPECT_EQ(ToHexText(number.get()), "-ff");
  ASN1_INTEGER_set_int64(number.get(), 0xff01);
  EXPECT_EQ(ToHexText(number.get()), "ff01");
}

}  // namespace
}  // namespace shakedown::pki
