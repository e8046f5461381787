#include "pki/read_facts.h"

#include <openssl/objects.h>
#include <openssl/pem.h>

#include <algorithm>
#include <chrono>
#include <ctime>

#include "core/hex.h"
#include "ossl/error_queue.h"
#include "pki/read_extensions.h"
#include "tls/distinguished_name.h"

namespace shakedown::pki {
namespace {

using attempt::CertificateFacts;
using attempt::KeyFacts;
using attempt::KeyType;

KeyType TypeOf(EVP_PKEY* key) {
  if (EVP_PKEY_is_a(key, "RSA") == 1) return KeyType::kRsa;
  if (EVP_PKEY_is_a(key, "RSA-PSS") == 1) return KeyType::kRsaPss;
  if (EVP_PKEY_is_a(key, "EC") == 1) return KeyType::kEc;
  if (EVP_PKEY_is_a(key, "ED25519") == 1) return KeyType::kEd25519;
  if (EVP_PKEY_is_a(key, "ED448") == 1) return KeyType::kEd448;
  if (EVP_PKEY_is_a(key, "DSA") == 1) return KeyType::kDsa;
  return KeyType::kOther;
}

/// "P-256" where NIST has a name, else the library's ("brainpoolP256r1").
std::string CurveOf(EVP_PKEY* key) {
  char group[80] = {};
  size_t length = 0;
  if (EVP_PKEY_get_group_name(key, group, sizeof group, &length) != 1) return "explicit parameters";
  const char* const nist = EC_curve_nid2nist(OBJ_txt2nid(group));
  return nist != nullptr ? nist : group;
}

std::string OidOrName(const ASN1_OBJECT* object) {
  char text[128] = {};
  if (OBJ_obj2txt(text, sizeof text, object, 0) <= 0) return "unknown";
  return text;
}

/// The low octet of the code points ecdsa_* and rsa_pkcs1_*: the signature of TLS 1.2
/// (RFC 5246 section 7.4.1.4.1).
int PairSignature(int public_key_nid) {
  switch (public_key_nid) {
    case EVP_PKEY_RSA: return 1;
    case EVP_PKEY_DSA: return 2;
    case EVP_PKEY_EC: return 3;
    default: return 0;
  }
}

/// The high octet of those code points: the digest.
int PairHash(int digest_nid) {
  switch (digest_nid) {
    case NID_md5: return 1;
    case NID_sha1: return 2;
    case NID_sha224: return 3;
    case NID_sha256: return 4;
    case NID_sha384: return 5;
    case NID_sha512: return 6;
    default: return 0;
  }
}

/// RFC 9846 section 4.2.3: rsa_pss_rsae_* is for rsaEncryption keys, rsa_pss_pss_* for restricted.
int PssScheme(int digest_nid, bool restricted_key) {
  const int hash = PairHash(digest_nid);
  if (hash < 4) return 0;
  return (restricted_key ? 0x0809 : 0x0804) + (hash - 4);
}

std::optional<tls::SignatureScheme> SchemeOf(int digest_nid, int public_key_nid,
                                             bool restricted_key) {
  int value = 0;
  switch (public_key_nid) {
    case EVP_PKEY_ED25519: value = 0x0807; break;
    case EVP_PKEY_ED448: value = 0x0808; break;
    case EVP_PKEY_RSA_PSS: value = PssScheme(digest_nid, restricted_key); break;
    default: {
      const int hash = PairHash(digest_nid);
      const int signature = PairSignature(public_key_nid);
      if (hash != 0 && signature != 0) value = hash << 8 | signature;
    }
  }
  if (value == 0) return std::nullopt;
  return static_cast<tls::SignatureScheme>(value);
}

void ReadSignature(X509* certificate, CertificateFacts& facts) {
  const X509_ALGOR* algorithm = nullptr;
  X509_get0_signature(nullptr, &algorithm, certificate);
  const ASN1_OBJECT* object = nullptr;
  X509_ALGOR_get0(&object, nullptr, nullptr, algorithm);
  facts.signature_algorithm = OidOrName(object);
  int digest = NID_undef;
  int public_key = NID_undef;
  if (X509_get_signature_info(certificate, &digest, &public_key, nullptr, nullptr) != 1) return;
  if (digest != NID_undef) facts.signature_digest = OBJ_nid2sn(digest);
  const bool restricted = facts.self_signed && facts.key.type == KeyType::kRsaPss;
  facts.signature_scheme = SchemeOf(digest, public_key, restricted);
}

void ReadKey(X509* certificate, CertificateFacts& facts) {
  EVP_PKEY* const key = X509_get0_pubkey(certificate);
  if (key == nullptr) return;
  facts.key = ReadKeyFacts(key);
  // Only a certificate that names itself as issuer can be meant to be self-signed; trying the
  // others would cost a public-key operation for each certificate a peer sends.
  facts.self_signed =
      X509_NAME_cmp(X509_get_subject_name(certificate), X509_get_issuer_name(certificate)) == 0 &&
      X509_verify(certificate, key) == 1;
}

std::string Fingerprint(X509* certificate) {
  uint8_t digest[EVP_MAX_MD_SIZE];
  unsigned int length = 0;
  if (X509_digest(certificate, EVP_sha256(), digest, &length) != 1) return {};
  return ToHex({digest, length});
}

}  // namespace

KeyFacts ReadKeyFacts(EVP_PKEY* key) {
  KeyFacts facts;
  facts.type = TypeOf(key);
  facts.bits = std::max(0, EVP_PKEY_get_bits(key));
  if (facts.type == KeyType::kEc) facts.curve = CurveOf(key);
  return facts;
}

CertificateFacts ReadFacts(X509* certificate) {
  CertificateFacts facts;
  facts.subject = tls::DecodeDistinguishedName(ToDer(X509_get_subject_name(certificate))).value;
  facts.issuer = tls::DecodeDistinguishedName(ToDer(X509_get_issuer_name(certificate))).value;
  facts.serial = ToHexText(X509_get0_serialNumber(certificate));
  facts.version = static_cast<int>(std::clamp(X509_get_version(certificate), -1L, 255L)) + 1;
  facts.not_before = ToUtc(X509_get0_notBefore(certificate)).value_or(UtcSeconds{});
  facts.not_after = ToUtc(X509_get0_notAfter(certificate)).value_or(UtcSeconds{});
  ReadKey(certificate, facts);
  ReadSignature(certificate, facts);
  ReadExtensions(certificate, facts);
  facts.self_issued = tls::SameBytes(facts.subject, facts.issuer);
  facts.sha256 = Fingerprint(certificate);
  ossl::ClearErrors();
  return facts;
}

Result<CertificateFacts> ReadFacts(ByteSpan der) {
  ossl::ClearErrors();
  const uint8_t* position = der.data();
  const ossl::X509Ptr certificate(d2i_X509(nullptr, &position, static_cast<long>(der.size())));
  if (certificate == nullptr) {
    return ossl::LibraryError(ErrorCode::kFormat, "not a DER certificate");
  }
  const auto consumed = static_cast<size_t>(position - der.data());
  if (consumed != der.size()) {
    return Error(ErrorCode::kFormat, "the certificate is followed by " +
                                         std::to_string(der.size() - consumed) + " more bytes");
  }
  return ReadFacts(certificate.get());
}

Bytes ToDer(X509* certificate) {
  uint8_t* der = nullptr;
  const int length = i2d_X509(certificate, &der);
  if (length < 0) return {};
  Bytes bytes(der, der + length);
  OPENSSL_free(der);
  return bytes;
}

Bytes ToDer(const X509_NAME* name) {
  const uint8_t* der = nullptr;
  size_t length = 0;
  if (X509_NAME_get0_der(name, &der, &length) != 1) return {};
  return Bytes(der, der + length);
}

std::string ToPem(X509* certificate) {
  const ossl::BioPtr sink(BIO_new(BIO_s_mem()));
  if (sink == nullptr || PEM_write_bio_X509(sink.get(), certificate) != 1) return {};
  const char* text = nullptr;
  const long length = BIO_get_mem_data(sink.get(), &text);
  return std::string(text, static_cast<size_t>(length));
}

std::optional<UtcSeconds> ToUtc(const ASN1_TIME* time) {
  std::tm parts{};
  if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) return std::nullopt;
  namespace ch = std::chrono;
  const ch::year_month_day date(ch::year(parts.tm_year + 1900),
                                ch::month(static_cast<unsigned>(parts.tm_mon + 1)),
                                ch::day(static_cast<unsigned>(parts.tm_mday)));
  return UtcSeconds(ch::sys_days(date)) + ch::hours(parts.tm_hour) + ch::minutes(parts.tm_min) +
         ch::seconds(parts.tm_sec);
}

std::string SubjectText(X509* certificate) {
  const tls::DistinguishedName name =
      tls::DecodeDistinguishedName(ToDer(X509_get_subject_name(certificate))).value;
  return name.der.size() <= 2 ? "(empty subject)" : tls::ToText(name);
}

std::string ToHexText(const ASN1_INTEGER* integer) {
  const int length = ASN1_STRING_length(integer);
  if (length <= 0) return "00";
  const char* const sign = ASN1_STRING_type(integer) == V_ASN1_NEG_INTEGER ? "-" : "";
  return sign + ToHex({ASN1_STRING_get0_data(integer), static_cast<size_t>(length)});
}

}  // namespace shakedown::pki
