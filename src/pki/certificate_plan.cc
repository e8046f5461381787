#include "pki/certificate_plan.h"

#include <arpa/inet.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>

#include <array>
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

/// One GeneralName of `type` (GEN_DNS or GEN_IPADD) around `octets`.
bool PushName(GENERAL_NAMES* names, int type, ByteSpan octets) {
  ossl::GeneralNamePtr name(GENERAL_NAME_new());
  ossl::Asn1StringPtr value(
      ASN1_STRING_type_new(type == GEN_DNS ? V_ASN1_IA5STRING : V_ASN1_OCTET_STRING));
  if (name == nullptr || value == nullptr ||
      ASN1_STRING_set(value.get(), octets.data(), static_cast<int>(octets.size())) != 1) {
    return false;
  }
  GENERAL_NAME_set0_value(name.get(), type, value.release());
  if (sk_GENERAL_NAME_push(names, name.get()) == 0) return false;
  (void)name.release();  // the stack owns it now
  return true;
}

/// An address literal becomes an iPAddress: clients compare no dNSName with an address (RFC 9525
/// section 6.5).
bool PushHost(GENERAL_NAMES* names, const std::string& host) {
  std::array<uint8_t, 16> address{};
  if (inet_pton(AF_INET, host.c_str(), address.data()) == 1) {
    return PushName(names, GEN_IPADD, ByteSpan(address).first(4));
  }
  if (inet_pton(AF_INET6, host.c_str(), address.data()) == 1) {
    return PushName(names, GEN_IPADD, address);
  }
  return PushName(names, GEN_DNS, AsBytes(host));
}

bool AddAlternativeNames(X509* certificate, const CertificatePlan& plan) {
  if (plan.dns_names.empty() && !plan.loopback_addresses) return true;
  const ossl::GeneralNamesPtr names(sk_GENERAL_NAME_new_null());
  if (names == nullptr) return false;
  for (const std::string& dns_name : plan.dns_names) {
    if (!PushHost(names.get(), dns_name)) return false;
  }
  if (plan.loopback_addresses) {
    constexpr std::array<uint8_t, 4> kLoopback4 = {127, 0, 0, 1};
    std::array<uint8_t, 16> loopback6{};
    loopback6.back() = 1;
    if (!PushName(names.get(), GEN_IPADD, kLoopback4)) return false;
    if (!PushName(names.get(), GEN_IPADD, loopback6)) return false;
  }
  return AddExtension(certificate, NID_subject_alt_name, names.get(), false);
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

bool AddExtensions(X509* certificate, const CertificatePlan& plan) {
  return !plan.extensions ||
         (AddConstraints(certificate, plan) && AddKeyUsage(certificate, plan) &&
          AddExtendedKeyUsage(certificate, plan) && AddAlternativeNames(certificate, plan) &&
          AddSubjectKeyId(certificate, plan) && AddAuthorityKeyId(certificate, plan));
}

bool Fill(X509* certificate, const CertificatePlan& plan) {
  const X509_NAME* const issuer = plan.issuer != nullptr ? plan.issuer.get() : plan.subject.get();
  return X509_set_version(certificate, plan.extensions ? X509_VERSION_3 : X509_VERSION_1) == 1 &&
         SetSerial(certificate, plan.serial) &&
         X509_set_subject_name(certificate, plan.subject.get()) == 1 &&
         X509_set_issuer_name(certificate, issuer) == 1 &&
         SetTime(X509_getm_notBefore(certificate), plan.not_before) &&
         SetTime(X509_getm_notAfter(certificate), plan.not_after) &&
         X509_set_pubkey(certificate, plan.public_key) == 1 && AddExtensions(certificate, plan);
}

bool RenameIssuer(X509* certificate) {
  const Result<ossl::NamePtr> name = CommonName("Somebody Else");
  return name && X509_set_issuer_name(certificate, name->get()) == 1;
}

bool Edit(X509* certificate, const CertificatePlan& plan) {
  return (!plan.foreign_issuer || RenameIssuer(certificate)) &&
         (!plan.edit || plan.edit(certificate));
}

/// The signature is right, and what it stands in is not: changes outside the signed part.
bool Spoil(X509* certificate, const CertificatePlan& plan) {
  const ASN1_BIT_STRING* signature = nullptr;
  const X509_ALGOR* algorithm = nullptr;
  X509_get0_signature(&signature, &algorithm, certificate);
  if (plan.spoil_signature) signature->data[signature->length - 1] ^= 1;
  if (!plan.spoil_algorithm) return true;
  const int other = OBJ_obj2nid(algorithm->algorithm) == NID_ecdsa_with_SHA384
                        ? NID_ecdsa_with_SHA256
                        : NID_ecdsa_with_SHA384;
  return X509_ALGOR_set0(const_cast<X509_ALGOR*>(algorithm), OBJ_nid2obj(other), V_ASN1_UNDEF,
                         nullptr) == 1;
}

bool SignsWithoutDigest(EVP_PKEY* key) {
  return EVP_PKEY_is_a(key, "ED25519") == 1 || EVP_PKEY_is_a(key, "ED448") == 1;
}

/// A digest of the strength of the key: a shorter one would weaken it.
const char* DigestFor(EVP_PKEY* key) {
  if (SignsWithoutDigest(key)) return nullptr;
  if (EVP_PKEY_is_a(key, "EC") != 1) return "SHA256";
  if (EVP_PKEY_get_bits(key) > 384) return "SHA512";
  return EVP_PKEY_get_bits(key) > 256 ? "SHA384" : "SHA256";
}

}  // namespace

ossl::MdCtxPtr SigningContext(EVP_PKEY* key, bool sha1) {
  ossl::MdCtxPtr context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* parameters = nullptr;  // owned by `context`
  const char* const digest = sha1 ? "SHA1" : DigestFor(key);
  if (context == nullptr || EVP_DigestSignInit_ex(context.get(), &parameters, digest, nullptr,
                                                  nullptr, key, nullptr) != 1) {
    return nullptr;
  }
  if (EVP_PKEY_is_a(key, "RSA-PSS") == 1 &&
      EVP_PKEY_CTX_set_rsa_pss_saltlen(parameters, RSA_PSS_SALTLEN_DIGEST) != 1) {
    return nullptr;
  }
  return context;
}

Result<ossl::X509Ptr> SignCertificate(const CertificatePlan& plan, EVP_PKEY* issuer_key) {
  ossl::ClearErrors();
  if (plan.sha1 && SignsWithoutDigest(issuer_key)) {
    return Error(ErrorCode::kUnsupported,
                 "the issuer's EdDSA key cannot sign with SHA-1: EdDSA has its own digest")
        .WithHint("use an issuer with an RSA or EC key");
  }
  ossl::X509Ptr certificate(X509_new());
  if (certificate == nullptr || !Fill(certificate.get(), plan) || !Edit(certificate.get(), plan)) {
    return ossl::LibraryError(ErrorCode::kInternal, "cannot build a certificate");
  }
  const ossl::MdCtxPtr context = SigningContext(issuer_key, plan.sha1);
  if (context == nullptr || X509_sign_ctx(certificate.get(), context.get()) <= 0 ||
      !Spoil(certificate.get(), plan)) {
    return ossl::LibraryError(ErrorCode::kInternal, "cannot sign a certificate");
  }
  return certificate;
}

}  // namespace shakedown::pki
