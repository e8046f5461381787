#include "pki/certificate_plan.h"

#include <openssl/core_names.h>
#include <openssl/rand.h>

#include <string>
#include <string_view>

#include "ossl/error_queue.h"

namespace shakedown::pki {
namespace {

constexpr int kSerialOctets = 16;

bool AddExtension(X509* certificate, int nid, void* value, bool critical) {
  return value != nullptr &&
         X509_add1_ext_i2d(certificate, nid, value, critical ? 1 : 0, X509V3_ADD_DEFAULT) == 1;
}

bool SetSerial(X509* certificate, Bytes serial) {
  if (serial.empty()) {
    serial.resize(kSerialOctets);
    if (RAND_bytes(serial.data(), kSerialOctets) != 1) return false;
    serial[0] = static_cast<uint8_t>((serial[0] & 0x7f) | 0x40);  // positive, always 16 octets
  }
  const ossl::BignumPtr number(BN_bin2bn(serial.data(), static_cast<int>(serial.size()), nullptr));
  return number != nullptr &&
         BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

bool SetTime(ASN1_TIME* field, UtcSeconds time) {
  return ASN1_TIME_set(field, static_cast<time_t>(time.time_since_epoch().count())) != nullptr;
}

bool AddConstraints(X509* certificate, const CertificatePlan& plan) {
  if (!plan.basic_constraints) return true;
  const ossl::BasicConstraintsPtr constraints(BASIC_CONSTRAINTS_new());
  if (constraints == nullptr) return false;
  constraints->ca = plan.ca ? 0xff : 0;
  if (plan.path_length) {
    constraints->pathlen = ASN1_INTEGER_new();
    if (ASN1_INTEGER_set(constraints->pathlen, *plan.path_length) != 1) return false;
  }
  return AddExtension(certificate, NID_basic_constraints, constraints.get(), true);
}

bool AddKeyUsage(X509* certificate, const CertificatePlan& plan) {
  if (plan.key_usage.empty()) return true;
  const ossl::BitStringPtr bits(ASN1_BIT_STRING_new());
  if (bits == nullptr) return false;
  for (const int bit : plan.key_usage) {
    if (ASN1_BIT_STRING_set_bit(bits.get(), bit, 1) != 1) return false;
  }
  return AddExtension(certificate, NID_key_usage, bits.get(), true);
}

bool AddExtendedKeyUsage(X509* certificate, const CertificatePlan& plan) {
  if (plan.extended_key_usage.empty()) return true;
  const ossl::ExtendedKeyUsagePtr purposes(sk_ASN1_OBJECT_new_null());
  if (purposes == nullptr) return false;
  for (const int nid : plan.extended_key_usage) {
    if (sk_ASN1_OBJECT_push(purposes.get(), OBJ_nid2obj(nid)) == 0) return false;
  }
  return AddExtension(certificate, NID_ext_key_usage, purposes.get(), false);
}

/// RFC 5280 section 4.2.1.2: the SHA-1 of the public key's bits names the key.
bool AddSubjectKeyId(X509* certificate, const CertificatePlan& plan) {
  if (!plan.subject_key_id) return true;
  uint8_t digest[EVP_MAX_MD_SIZE];
  unsigned int length = 0;
  const ossl::OctetStringPtr id(ASN1_OCTET_STRING_new());
  if (id == nullptr || X509_pubkey_digest(certificate, EVP_sha1(), digest, &length) != 1) {
    return false;
  }
  const ByteSpan octets =
      plan.claimed_key_id.empty() ? ByteSpan(digest, length) : ByteSpan(plan.claimed_key_id);
  return ASN1_OCTET_STRING_set(id.get(), octets.data(), static_cast<int>(octets.size())) == 1 &&
         AddExtension(certificate, NID_subject_key_identifier, id.get(), false);
}

bool AddAuthorityKeyId(X509* certificate, const CertificatePlan& plan) {
  if (plan.issuer_certificate == nullptr) return true;
  const ASN1_OCTET_STRING* const issuer_id = X509_get0_subject_key_id(plan.issuer_certificate);
  if (issuer_id == nullptr) return true;
  const ossl::AuthorityKeyIdPtr id(AUTHORITY_KEYID_new());
  if (id == nullptr) return false;
  id->keyid = ASN1_OCTET_STRING_dup(issuer_id);
  return id->keyid != nullptr &&
         AddExtension(certificate, NID_authority_key_identifier, id.get(), false);
}

bool AddResponder(X509* certificate, const CertificatePlan& plan) {
  if (plan.ocsp_url.empty()) return true;
  const std::string value = "OCSP;URI:" + plan.ocsp_url;
  const ossl::ExtensionPtr access(
      X509V3_EXT_conf_nid(nullptr, nullptr, NID_info_access, value.c_str()));
  return access != nullptr && X509_add_ext(certificate, access.get(), -1) == 1;
}

bool AddExtensions(X509* certificate, const CertificatePlan& plan) {
  return !plan.extensions ||
         (AddConstraints(certificate, plan) && AddKeyUsage(certificate, plan) &&
          AddExtendedKeyUsage(certificate, plan) && AddAlternativeNames(certificate, plan) &&
          AddSubjectKeyId(certificate, plan) && AddAuthorityKeyId(certificate, plan) &&
          AddResponder(certificate, plan));
}

/// The public key, its curve named or written out (RFC 5480 section 2.1.1).
bool SetKey(X509* certificate, const CertificatePlan& plan) {
  if (!plan.explicit_curve) return X509_set_pubkey(certificate, plan.public_key) == 1;
  const ossl::PkeyPtr copy(EVP_PKEY_dup(plan.public_key));
  return copy != nullptr &&
         EVP_PKEY_set_utf8_string_param(copy.get(), OSSL_PKEY_PARAM_EC_ENCODING,
                                        OSSL_PKEY_EC_ENCODING_EXPLICIT) == 1 &&
         X509_set_pubkey(certificate, copy.get()) == 1;
}

bool Fill(X509* certificate, const CertificatePlan& plan) {
  const X509_NAME* const issuer = plan.issuer != nullptr ? plan.issuer.get() : plan.subject.get();
  return X509_set_version(certificate, plan.extensions ? X509_VERSION_3 : X509_VERSION_1) == 1 &&
         SetSerial(certificate, plan.serial) &&
         X509_set_subject_name(certificate, plan.subject.get()) == 1 &&
         X509_set_issuer_name(certificate, issuer) == 1 &&
         SetTime(X509_getm_notBefore(certificate), plan.not_before) &&
         SetTime(X509_getm_notAfter(certificate), plan.not_after) && SetKey(certificate, plan) &&
         AddExtensions(certificate, plan);
}

bool RenameIssuer(X509* certificate) {
  const Result<ossl::NamePtr> name = CommonName("Somebody Else");
  return name && X509_set_issuer_name(certificate, name->get()) == 1;
}

bool Edit(X509* certificate, const CertificatePlan& plan) {
  return (!plan.foreign_issuer || RenameIssuer(certificate)) &&
         (!plan.edit || plan.edit(certificate));
}

}  // namespace

bool FillCertificate(X509* certificate, const CertificatePlan& plan) {
  return Fill(certificate, plan) && Edit(certificate, plan);
}

}  // namespace shakedown::pki
