#include "pki/defect.h"

#include <gmock/gmock.h>
#include <openssl/x509_vfy.h>

#include "pki/mint.h"
#include "tests/support/test_authority.h"

namespace shakedown::pki {
namespace {

using testing_support::Need;

/// How OpenSSL, as a server that checks client certificates, judges an identity.
int Judged(const Authority& root, const Identity& identity) {
  const ossl::StorePtr store(X509_STORE_new());
  X509_STORE_add_cert(store.get(), root.certificate.get());
  const ossl::StoreCtxPtr context(X509_STORE_CTX_new());
  STACK_OF(X509)* const chain = sk_X509_new_null();
  for (const ossl::X509Ptr& one : identity.chain) sk_X509_push(chain, one.get());
  X509_STORE_CTX_init(context.get(), store.get(), identity.leaf.get(), chain);
  X509_STORE_CTX_set_default(context.get(), "ssl_client");
  X509_verify_cert(context.get());
  sk_X509_free(chain);
  return X509_STORE_CTX_get_error(context.get());
}

IdentityPtr Spoiled(const Authority& root, Defect defect) {
  MintRequest request;
  request.name = "client";
  request.defect = defect;
  return Need(Mint(root, request));
}

TEST(defect, WordsGoBothWays) {
  for (const Defect defect : AllDefects()) EXPECT_EQ(DefectFromName(ToString(defect)), defect);
  EXPECT_FALSE(DefectFromName("no-such-defect"));
  EXPECT_EQ(AllDefects().size(), static_cast<size_t>(Defect::kProxyCertificate));
}

TEST(defect, EachIsSeenAsWhatItIs) {
  const AuthorityPtr root = Need(MintRoot("Root"));
  const std::pair<Defect, int> seen[] = {
      {Defect::kNone, X509_V_OK},
      {Defect::kEkuEmail, X509_V_ERR_INVALID_PURPOSE},
      {Defect::kEkuCodeSigning, X509_V_ERR_INVALID_PURPOSE},
      {Defect::kEkuTimeStamping, X509_V_ERR_INVALID_PURPOSE},
      {Defect::kEkuOcspSigning, X509_V_ERR_INVALID_PURPOSE},
      {Defect::kEkuAny, X509_V_ERR_INVALID_PURPOSE},
      {Defect::kKeyUsageAbsent, X509_V_OK},
      {Defect::kKeyUsageAgreement, X509_V_OK},
      {Defect::kKeyUsageNonRepudiation, X509_V_ERR_INVALID_PURPOSE},
      {Defect::kKeyUsageCertSign, X509_V_ERR_INVALID_PURPOSE},
      {Defect::kCriticalExtension, X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION},
      {Defect::kBadSignature, X509_V_ERR_CERT_SIGNATURE_FAILURE},
      {Defect::kAlgorithmMismatch, X509_V_ERR_CERT_SIGNATURE_FAILURE},
      {Defect::kInvertedValidity, X509_V_ERR_CERT_NOT_YET_VALID},
      {Defect::kNoExpiry, X509_V_OK},
      {Defect::kGeneralizedTime, X509_V_OK},
      {Defect::kSerialZero, X509_V_OK},
      {Defect::kSerialNegative, X509_V_OK},
      {Defect::kWrongIssuerName, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY},
      {Defect::kIntermediateNotCa, X509_V_ERR_INVALID_CA},
      {Defect::kIntermediateNoConstraints, X509_V_ERR_INVALID_CA},
      {Defect::kIntermediateVersion1, X509_V_ERR_INVALID_CA},
      {Defect::kIntermediateBadSignature, X509_V_ERR_CERT_SIGNATURE_FAILURE},
      {Defect::kIntermediateCritical, X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION},
      {Defect::kIntermediateEkuServer, X509_V_ERR_INVALID_PURPOSE},
      {Defect::kIntermediateNameConstraint, X509_V_ERR_PERMITTED_VIOLATION},
      {Defect::kIntermediateNameExcluded, X509_V_ERR_EXCLUDED_VIOLATION},
      {Defect::kIntermediatePathLength, X509_V_ERR_PATH_LENGTH_EXCEEDED},
      {Defect::kIntermediateIsLeaf, X509_V_ERR_INVALID_CA},
      {Defect::kDelegationUsage, X509_V_OK},
      {Defect::kIntermediateNameInCn, X509_V_ERR_PERMITTED_VIOLATION},
      {Defect::kIntermediateNameUnknown, X509_V_ERR_UNSUPPORTED_CONSTRAINT_TYPE},
      {Defect::kIntermediateManyNames, X509_V_ERR_UNSPECIFIED},
      {Defect::kIntermediateSelfIssued, X509_V_OK},
      {Defect::kIntermediateExplicitPolicy, X509_V_OK},
      {Defect::kIntermediateExpiredCopy, X509_V_OK},
      {Defect::kProxyCertificate, X509_V_ERR_PROXY_CERTIFICATES_NOT_ALLOWED},
      {Defect::kTimeWithoutSeconds, X509_V_ERR_ERROR_IN_CERT_NOT_AFTER_FIELD},
      {Defect::kTimeWithOffset, X509_V_ERR_ERROR_IN_CERT_NOT_AFTER_FIELD},
      {Defect::kTimeWithFraction, X509_V_ERR_ERROR_IN_CERT_NOT_AFTER_FIELD},
      {Defect::kBerLongLength, X509_V_OK},
      {Defect::kBerIndefinite, X509_V_OK},
      {Defect::kMd5, X509_V_OK},
      {Defect::kIntermediateMd5, X509_V_OK},
      {Defect::kExplicitCurve, X509_V_OK},
      {Defect::kRsaExponentOne, X509_V_OK},
      {Defect::kHugeSubject, X509_V_OK},
      {Defect::kManyNames, X509_V_OK},
  };
  for (const auto& [defect, verdict] : seen) {
    const IdentityPtr identity = Spoiled(*root, defect);
    const int judged = Judged(*root, *identity);
    EXPECT_EQ(judged, verdict) << ToString(defect) << ": " << X509_verify_cert_error_string(judged);
    EXPECT_EQ(!identity->chain.empty(), IsOfIntermediate(defect)) << ToString(defect);
  }
  EXPECT_NE(Judged(*root, *Spoiled(*root, Defect::kIntermediateNoCertSign)), X509_V_OK);
}

TEST(defect, ARepeatedExtensionStandsTwice) {
  const AuthorityPtr root = Need(MintRoot("Root"));
  const IdentityPtr identity = Spoiled(*root, Defect::kDuplicateExtension);
  X509* const leaf = identity->leaf.get();
  const int first = X509_get_ext_by_NID(leaf, NID_subject_alt_name, -1);
  ASSERT_GE(first, 0);
  EXPECT_GT(X509_get_ext_by_NID(leaf, NID_subject_alt_name, first), first);
}

}  // namespace
}  // namespace shakedown::pki
