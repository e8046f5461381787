// What defective certificates really say, read back from their encoding.
#include "pki/defect.h"

#include <gmock/gmock.h>

#include "pki/mint.h"
#include "tests/support/test_authority.h"

namespace shakedown::pki {
namespace {

using testing_support::Need;

IdentityPtr Spoiled(const Authority& root, Defect defect) {
  MintRequest request;
  request.name = "client";
  request.defect = defect;
  return Need(Mint(root, request));
}

Bytes Der(X509* certificate) {
  unsigned char* der = nullptr;
  const int length = i2d_X509(certificate, &der);
  Bytes copy(der, der + length);
  OPENSSL_free(der);
  return copy;
}

/// The content of the outer SEQUENCE, which begins with the signed part.
ByteSpan SignedPart(const Bytes& der) { return ByteSpan(der).subspan(4); }

TEST(defect, BerStandsInWhatIsSigned) {
  const AuthorityPtr root = Need(MintRoot("Root"));
  const Bytes longer = Der(Spoiled(*root, Defect::kBerLongLength)->leaf.get());
  EXPECT_EQ(SignedPart(longer)[0], 0x30);
  EXPECT_EQ(SignedPart(longer)[1], 0x84);
  EXPECT_EQ(SignedPart(longer)[2], 0x00);
  const Bytes endless = Der(Spoiled(*root, Defect::kBerIndefinite)->leaf.get());
  EXPECT_EQ(SignedPart(endless)[0], 0x30);
  EXPECT_EQ(SignedPart(endless)[1], 0x80);
}

std::string NotAfter(const Identity& identity) {
  const ASN1_TIME* const time = X509_get0_notAfter(identity.leaf.get());
  return std::string(
      AsText(ByteSpan(ASN1_STRING_get0_data(time), static_cast<size_t>(ASN1_STRING_length(time)))));
}

TEST(defect, TimesEndInAnotherWay) {
  const AuthorityPtr root = Need(MintRoot("Root"));
  EXPECT_THAT(NotAfter(*Spoiled(*root, Defect::kTimeWithoutSeconds)),
              testing::MatchesRegex("[0-9]{10}Z"));
  EXPECT_THAT(NotAfter(*Spoiled(*root, Defect::kTimeWithOffset)),
              testing::MatchesRegex("[0-9]{12}\\+0100"));
  EXPECT_THAT(NotAfter(*Spoiled(*root, Defect::kTimeWithFraction)),
              testing::MatchesRegex("[0-9]{12}\\.5Z"));
}

TEST(defect, OldDigestsAreOfTheCertificateThatIsMeant) {
  const AuthorityPtr root = Need(MintRoot("Root"));
  const IdentityPtr leaf = Spoiled(*root, Defect::kMd5);
  EXPECT_EQ(X509_get_signature_nid(leaf->leaf.get()), NID_md5WithRSAEncryption);
  EXPECT_NE(X509_get_signature_nid(leaf->chain[0].get()), NID_md5WithRSAEncryption);
  const IdentityPtr above = Spoiled(*root, Defect::kIntermediateMd5);
  EXPECT_NE(X509_get_signature_nid(above->leaf.get()), NID_md5WithRSAEncryption);
  EXPECT_EQ(X509_get_signature_nid(above->chain[0].get()), NID_md5WithRSAEncryption);
}

TEST(defect, TheCurveIsWrittenOut) {
  const AuthorityPtr root = Need(MintRoot("Root"));
  const IdentityPtr identity = Spoiled(*root, Defect::kExplicitCurve);
  const X509_ALGOR* algorithm = nullptr;
  X509_PUBKEY_get0_param(nullptr, nullptr, nullptr, const_cast<X509_ALGOR**>(&algorithm),
                         X509_get_X509_PUBKEY(identity->leaf.get()));
  int type = 0;
  X509_ALGOR_get0(nullptr, &type, nullptr, algorithm);
  EXPECT_EQ(type, V_ASN1_SEQUENCE);
  EXPECT_TRUE(identity->facts.key_matches);
}

TEST(defect, RsaKeysAreOdd) {
  const AuthorityPtr root = Need(MintRoot("Root"));
  const IdentityPtr one = Spoiled(*root, Defect::kRsaExponentOne);
  BIGNUM* exponent = nullptr;
  EVP_PKEY_get_bn_param(X509_get0_pubkey(one->leaf.get()), "e", &exponent);
  const ossl::BignumPtr owner(exponent);
  EXPECT_EQ(BN_is_one(exponent), 1);
  const IdentityPtr huge = Spoiled(*root, Defect::kRsaHugeModulus);
  EXPECT_EQ(EVP_PKEY_get_bits(X509_get0_pubkey(huge->leaf.get())), 16384);
}

TEST(defect, ASelfIssuedIntermediateBearsTheNameAbove) {
  const AuthorityPtr root = Need(MintRoot("Root"));
  const IdentityPtr identity = Spoiled(*root, Defect::kIntermediateSelfIssued);
  ASSERT_EQ(identity->chain.size(), 2u);
  EXPECT_EQ(X509_NAME_cmp(X509_get_subject_name(identity->chain[0].get()),
                          X509_get_subject_name(identity->chain[1].get())),
            0);
  EXPECT_EQ(X509_get_pathlen(identity->chain[1].get()), 0);
}

TEST(defect, TheCopyOfTheIntermediateHasExpired) {
  const AuthorityPtr root = Need(MintRoot("Root"));
  const IdentityPtr identity = Spoiled(*root, Defect::kIntermediateExpiredCopy);
  ASSERT_EQ(identity->chain.size(), 2u);
  EXPECT_GT(X509_cmp_current_time(X509_get0_notAfter(identity->chain[0].get())), 0);
  EXPECT_LT(X509_cmp_current_time(X509_get0_notAfter(identity->chain[1].get())), 0);
  EXPECT_EQ(EVP_PKEY_eq(X509_get0_pubkey(identity->chain[0].get()),
                        X509_get0_pubkey(identity->chain[1].get())),
            1);
}

TEST(defect, AProxyIsNamedBelowItsIssuer) {
  const AuthorityPtr root = Need(MintRoot("Root"));
  const IdentityPtr identity = Spoiled(*root, Defect::kProxyCertificate);
  X509* const leaf = identity->leaf.get();
  EXPECT_EQ(X509_NAME_entry_count(X509_get_subject_name(leaf)),
            X509_NAME_entry_count(X509_get_issuer_name(leaf)) + 1);
  const int at = X509_get_ext_by_NID(leaf, NID_proxyCertInfo, -1);
  ASSERT_GE(at, 0);
  EXPECT_EQ(X509_EXTENSION_get_critical(X509_get_ext(leaf, at)), 1);
}

TEST(defect, LargeOnesAreLarge) {
  const AuthorityPtr root = Need(MintRoot("Root"));
  EXPECT_GT(Der(Spoiled(*root, Defect::kHugeSubject)->leaf.get()).size(), 60'000u);
  const IdentityPtr names = Spoiled(*root, Defect::kManyNames);
  const ossl::GeneralNamesPtr list(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(names->leaf.get(), NID_subject_alt_name, nullptr, nullptr)));
  EXPECT_EQ(sk_GENERAL_NAME_num(list.get()), 3000);
}

TEST(mint_names, ASubjectIsWhatItsTextSays) {
  const AuthorityPtr root = Need(MintRoot("Root"));
  MintRequest request;
  request.subject = "CN";
  EXPECT_FALSE(Mint(*root, request));
  request.subject = "CN=#0c03610062,O=x/CN\\=admin";
  const IdentityPtr identity = Need(Mint(*root, request));
  X509_NAME* const name = X509_get_subject_name(identity->leaf.get());
  ASSERT_EQ(X509_NAME_entry_count(name), 2);
  const ASN1_STRING* const first = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, 0));
  EXPECT_EQ(AsText(ByteSpan(ASN1_STRING_get0_data(first), 10)), "x/CN=admin");
  const ASN1_STRING* const last = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, 1));
  EXPECT_EQ(ASN1_STRING_length(last), 3);
  EXPECT_EQ(ASN1_STRING_get0_data(last)[1], 0);
}

TEST(mint_names, AlternativeNamesAreOfTheirKinds) {
  const AuthorityPtr root = Need(MintRoot("Root"));
  MintRequest request;
  request.alternative_names = *attempt::ParseAlternativeNames(
      "dns:a%00b email:m@a.test uri:urn:x ip:127.0.0.1 upn:u@a rid:1.2.3");
  const IdentityPtr identity = Need(Mint(*root, request));
  const ossl::GeneralNamesPtr names(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(identity->leaf.get(), NID_subject_alt_name, nullptr, nullptr)));
  ASSERT_EQ(sk_GENERAL_NAME_num(names.get()), 6);
  std::vector<int> kinds;
  for (int i = 0; i < 6; ++i) kinds.push_back(sk_GENERAL_NAME_value(names.get(), i)->type);
  EXPECT_THAT(kinds,
              testing::ElementsAre(GEN_DNS, GEN_EMAIL, GEN_URI, GEN_IPADD, GEN_OTHERNAME, GEN_RID));
  EXPECT_EQ(ASN1_STRING_length(sk_GENERAL_NAME_value(names.get(), 0)->d.dNSName), 3);
}

TEST(mint_names, SerialAndIssuerAreAsAskedFor) {
  const AuthorityPtr root = Need(MintRoot("Root"));
  MintRequest request;
  request.serial = "5a4b";
  request.intermediates = 2;
  request.issuer_name = "Partner CA";
  const IdentityPtr identity = Need(Mint(*root, request));
  EXPECT_EQ(identity->facts.chain[0].serial, "5a4b");
  EXPECT_EQ(tls::ToText(identity->facts.chain[0].issuer), "CN=Partner CA");
}

}  // namespace
}  // namespace shakedown::pki
