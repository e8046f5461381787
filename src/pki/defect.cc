#include "pki/defect.h"

#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <utility>

#include "pki/certificate_plan.h"

namespace shakedown::pki {
namespace {

/// An arc that nobody has registered an extension under (RFC 5612 example arc).
constexpr const char* kUnknownExtension = "1.3.6.1.4.1.32473.99";
constexpr const char* kLeafName = "client.inside.test";
constexpr const char* kOtherTree = "outside.test";
constexpr const char* kLeafTree = "inside.test";

constexpr auto kWords = std::to_array<std::pair<Defect, const char*>>({
    {Defect::kNone, "none"},
    {Defect::kEkuEmail, "eku-email"},
    {Defect::kEkuCodeSigning, "eku-code-signing"},
    {Defect::kEkuTimeStamping, "eku-time-stamping"},
    {Defect::kEkuOcspSigning, "eku-ocsp-signing"},
    {Defect::kEkuAny, "eku-any"},
    {Defect::kKeyUsageAbsent, "ku-absent"},
    {Defect::kKeyUsageAgreement, "ku-key-agreement"},
    {Defect::kKeyUsageNonRepudiation, "ku-non-repudiation"},
    {Defect::kKeyUsageCertSign, "ku-cert-sign"},
    {Defect::kCriticalExtension, "critical-extension"},
    {Defect::kBadSignature, "bad-signature"},
    {Defect::kAlgorithmMismatch, "algorithm-mismatch"},
    {Defect::kDuplicateExtension, "duplicate-extension"},
    {Defect::kInvertedValidity, "inverted-validity"},
    {Defect::kNoExpiry, "no-expiry"},
    {Defect::kGeneralizedTime, "generalized-time"},
    {Defect::kSerialZero, "serial-zero"},
    {Defect::kSerialNegative, "serial-negative"},
    {Defect::kWrongIssuerName, "wrong-issuer-name"},
    {Defect::kIntermediateNotCa, "intermediate-not-ca"},
    {Defect::kIntermediateNoConstraints, "intermediate-no-constraints"},
    {Defect::kIntermediateVersion1, "intermediate-version-1"},
    {Defect::kIntermediateNoCertSign, "intermediate-no-cert-sign"},
    {Defect::kIntermediateBadSignature, "intermediate-bad-signature"},
    {Defect::kIntermediateCritical, "intermediate-critical-extension"},
    {Defect::kIntermediateEkuServer, "intermediate-eku-server"},
    {Defect::kIntermediateNameConstraint, "intermediate-name-permitted"},
    {Defect::kIntermediateNameExcluded, "intermediate-name-excluded"},
    {Defect::kIntermediatePathLength, "intermediate-path-length"},
    {Defect::kIntermediateIsLeaf, "intermediate-is-leaf"},
});

using ObjectPtr = std::unique_ptr<ASN1_OBJECT, ossl::Deleter<ASN1_OBJECT_free>>;
using ConstraintsPtr = std::unique_ptr<NAME_CONSTRAINTS, ossl::Deleter<NAME_CONSTRAINTS_free>>;

bool AddUnknownCritical(X509* certificate) {
  const ObjectPtr oid(OBJ_txt2obj(kUnknownExtension, 1));
  const ossl::OctetStringPtr value(ASN1_OCTET_STRING_new());
  const uint8_t null[] = {0x05, 0x00};
  if (oid == nullptr || value == nullptr ||
      ASN1_OCTET_STRING_set(value.get(), null, sizeof null) != 1) {
    return false;
  }
  const ossl::ExtensionPtr extension(
      X509_EXTENSION_create_by_OBJ(nullptr, oid.get(), 1, value.get()));
  return extension != nullptr && X509_add_ext(certificate, extension.get(), -1) == 1;
}

bool RepeatExtension(X509* certificate) {
  const int at = X509_get_ext_by_NID(certificate, NID_subject_alt_name, -1);
  return at >= 0 && X509_add_ext(certificate, X509_get_ext(certificate, at), -1) == 1;
}

bool ConstrainNames(X509* certificate, const char* tree, bool permitted) {
  const ConstraintsPtr constraints(NAME_CONSTRAINTS_new());
  ossl::GeneralNamePtr name(a2i_GENERAL_NAME(nullptr, nullptr, nullptr, GEN_DNS, tree, 0));
  GENERAL_SUBTREE* const subtree = GENERAL_SUBTREE_new();
  STACK_OF(GENERAL_SUBTREE)* const trees = sk_GENERAL_SUBTREE_new_null();
  if (constraints == nullptr || name == nullptr || subtree == nullptr || trees == nullptr) {
    GENERAL_SUBTREE_free(subtree);
    sk_GENERAL_SUBTREE_free(trees);
    return false;
  }
  GENERAL_NAME_free(subtree->base);
  subtree->base = name.release();
  sk_GENERAL_SUBTREE_push(trees, subtree);
  (permitted ? constraints->permittedSubtrees : constraints->excludedSubtrees) = trees;
  return X509_add1_ext_i2d(certificate, NID_name_constraints, constraints.get(), 1,
                           X509V3_ADD_DEFAULT) == 1;
}

bool SetSerial(X509* certificate, long number) {
  return ASN1_INTEGER_set(X509_get_serialNumber(certificate), number) == 1;
}

bool NeverExpires(X509* certificate) {
  return ASN1_TIME_set_string(X509_getm_notAfter(certificate), "99991231235959Z") == 1;
}

/// The same moment in the form that RFC 5280 section 4.1.2.5 keeps for later centuries.
bool AsGeneralizedTime(X509* certificate) {
  ASN1_TIME* const field = X509_getm_notAfter(certificate);
  ASN1_GENERALIZEDTIME* general = ASN1_TIME_to_generalizedtime(field, nullptr);
  const bool done = general != nullptr && ASN1_STRING_copy(field, general) == 1;
  ASN1_GENERALIZEDTIME_free(general);
  return done;
}

}  // namespace

const char* ToString(Defect defect) { return kWords[static_cast<size_t>(defect)].second; }

std::optional<Defect> DefectFromName(std::string_view name) {
  for (const auto& [defect, word] : kWords) {
    if (name == word) return defect;
  }
  return std::nullopt;
}

std::vector<Defect> AllDefects() {
  std::vector<Defect> all;
  for (const auto& entry : kWords) {
    if (entry.first != Defect::kNone) all.push_back(entry.first);
  }
  return all;
}

bool IsOfIntermediate(Defect defect) { return defect >= Defect::kIntermediateNotCa; }

void SpoilLeaf(Defect defect, CertificatePlan* plan) {
  switch (defect) {
    case Defect::kEkuEmail: plan->extended_key_usage = {NID_email_protect}; break;
    case Defect::kEkuCodeSigning: plan->extended_key_usage = {NID_code_sign}; break;
    case Defect::kEkuTimeStamping: plan->extended_key_usage = {NID_time_stamp}; break;
    case Defect::kEkuOcspSigning: plan->extended_key_usage = {NID_OCSP_sign}; break;
    case Defect::kEkuAny: plan->extended_key_usage = {NID_anyExtendedKeyUsage}; break;
    case Defect::kKeyUsageAbsent: plan->key_usage.clear(); break;
    case Defect::kKeyUsageAgreement: plan->key_usage = {kKeyAgreementBit}; break;
    case Defect::kKeyUsageNonRepudiation: plan->key_usage = {kNonRepudiationBit}; break;
    case Defect::kKeyUsageCertSign: plan->key_usage = {kKeyCertSignBit}; break;
    case Defect::kCriticalExtension: plan->edit = AddUnknownCritical; break;
    case Defect::kBadSignature: plan->spoil_signature = true; break;
    case Defect::kAlgorithmMismatch: plan->spoil_algorithm = true; break;
    case Defect::kDuplicateExtension:
      plan->dns_names = {kLeafName};
      plan->edit = RepeatExtension;
      break;
    case Defect::kInvertedValidity: std::swap(plan->not_before, plan->not_after); break;
    case Defect::kNoExpiry: plan->edit = NeverExpires; break;
    case Defect::kGeneralizedTime: plan->edit = AsGeneralizedTime; break;
    case Defect::kSerialZero: plan->edit = [](X509* one) { return SetSerial(one, 0); }; break;
    case Defect::kSerialNegative: plan->edit = [](X509* one) { return SetSerial(one, -77); }; break;
    case Defect::kWrongIssuerName: plan->foreign_issuer = true; break;
    case Defect::kIntermediateNameConstraint:
    case Defect::kIntermediateNameExcluded: plan->dns_names = {kLeafName}; break;
    default: break;
  }
}

void SpoilIntermediate(Defect defect, CertificatePlan* plan) {
  switch (defect) {
    case Defect::kIntermediateNotCa: plan->ca = false; break;
    case Defect::kIntermediateNoConstraints: plan->basic_constraints = false; break;
    case Defect::kIntermediateVersion1: plan->extensions = false; break;
    case Defect::kIntermediateNoCertSign: plan->key_usage = {kCrlSignBit}; break;
    case Defect::kIntermediateBadSignature: plan->spoil_signature = true; break;
    case Defect::kIntermediateCritical: plan->edit = AddUnknownCritical; break;
    case Defect::kIntermediateEkuServer: plan->extended_key_usage = {NID_server_auth}; break;
    case Defect::kIntermediateNameConstraint:
      plan->edit = [](X509* one) { return ConstrainNames(one, kOtherTree, true); };
      break;
    case Defect::kIntermediateNameExcluded:
      plan->edit = [](X509* one) { return ConstrainNames(one, kLeafTree, false); };
      break;
    case Defect::kIntermediatePathLength: plan->path_length = 0; break;
    case Defect::kIntermediateIsLeaf:
      plan->ca = false;
      plan->key_usage = {kDigitalSignatureBit};
      plan->extended_key_usage = {NID_client_auth};
      break;
    default: break;
  }
}

}  // namespace shakedown::pki
