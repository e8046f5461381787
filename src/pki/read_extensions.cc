#include "pki/read_extensions.h"

#include <arpa/inet.h>

#include <algorithm>
#include <string>
#include <utility>

#include "core/hex.h"
#include "core/text.h"
#include "pki/read_facts.h"
#include "tls/distinguished_name.h"

namespace shakedown::pki {
namespace {

/// More names than this are of no use to a reader, and the certificate comes from a peer.
constexpr int kMaxNames = 1000;

template <typename Pointer>
Pointer Extension(X509* certificate, int nid) {
  return Pointer(static_cast<typename Pointer::element_type*>(
      X509_get_ext_d2i(certificate, nid, nullptr, nullptr)));
}

ByteSpan OctetsOf(const ASN1_STRING* string) {
  return {ASN1_STRING_get0_data(string), static_cast<size_t>(ASN1_STRING_length(string))};
}

std::string DottedOid(const ASN1_OBJECT* object) {
  const int length = OBJ_obj2txt(nullptr, 0, object, 1);
  if (length <= 0) return "?";
  std::string text(static_cast<size_t>(length) + 1, '\0');
  OBJ_obj2txt(text.data(), length + 1, object, 1);
  text.pop_back();
  return text;
}

std::string AddressText(ByteSpan octets) {
  char text[INET6_ADDRSTRLEN] = {};
  const int family = octets.size() == 4 ? AF_INET : AF_INET6;
  if ((octets.size() != 4 && octets.size() != 16) ||
      inet_ntop(family, octets.data(), text, sizeof text) == nullptr) {
    return ToHex(octets);
  }
  return text;
}

std::string GeneralNameText(const GENERAL_NAME& name) {
  const auto text = [](const ASN1_STRING* value) { return Printable(AsText(OctetsOf(value))); };
  switch (name.type) {
    case GEN_DNS: return "DNS:" + text(name.d.dNSName);
    case GEN_EMAIL: return "email:" + text(name.d.rfc822Name);
    case GEN_URI: return "URI:" + text(name.d.uniformResourceIdentifier);
    case GEN_IPADD: return "IP:" + AddressText(OctetsOf(name.d.iPAddress));
    case GEN_RID: return "RID:" + DottedOid(name.d.registeredID);
    case GEN_DIRNAME:
      return "dirName:" +
             tls::ToText(tls::DecodeDistinguishedName(ToDer(name.d.directoryName)).value);
    case GEN_OTHERNAME: return "otherName:" + DottedOid(name.d.otherName->type_id);
    default: return "unknown";
  }
}

void ReadConstraints(X509* certificate, attempt::CertificateFacts& facts) {
  const auto constraints = Extension<ossl::BasicConstraintsPtr>(certificate, NID_basic_constraints);
  if (constraints == nullptr) return;
  facts.is_ca = constraints->ca != 0;
  if (constraints->pathlen == nullptr) return;
  int64_t length = 0;
  if (ASN1_INTEGER_get_int64(&length, constraints->pathlen) != 1) return;
  facts.path_length = static_cast<int>(std::clamp<int64_t>(length, -1, 1'000'000));
}

void ReadUsages(X509* certificate, attempt::CertificateFacts& facts) {
  if (const auto bits = Extension<ossl::BitStringPtr>(certificate, NID_key_usage)) {
    // RFC 5280 section 4.2.1.3: bit 0 is digitalSignature.
    const auto bit = [&](int n) { return ASN1_BIT_STRING_get_bit(bits.get(), n) != 0; };
    facts.key_usage = attempt::KeyUsage{.digital_signature = bit(0),
                                        .key_encipherment = bit(2),
                                        .key_agreement = bit(4),
                                        .key_cert_sign = bit(5),
                                        .crl_sign = bit(6)};
  }
  const auto purposes = Extension<ossl::ExtendedKeyUsagePtr>(certificate, NID_ext_key_usage);
  if (purposes == nullptr) return;
  facts.extended_key_usage.emplace();
  const int count = std::min(sk_ASN1_OBJECT_num(purposes.get()), kMaxNames);
  for (int i = 0; i < count; ++i) {
    facts.extended_key_usage->push_back(DottedOid(sk_ASN1_OBJECT_value(purposes.get(), i)));
  }
}

void ReadNames(X509* certificate, attempt::CertificateFacts& facts) {
  const auto names = Extension<ossl::GeneralNamesPtr>(certificate, NID_subject_alt_name);
  if (names == nullptr) return;
  const int count = std::min(sk_GENERAL_NAME_num(names.get()), kMaxNames);
  for (int i = 0; i < count; ++i) {
    facts.subject_alt_names.push_back(GeneralNameText(*sk_GENERAL_NAME_value(names.get(), i)));
  }
}

void ReadKeyIds(X509* certificate, attempt::CertificateFacts& facts) {
  if (const auto own = Extension<ossl::OctetStringPtr>(certificate, NID_subject_key_identifier)) {
    facts.subject_key_id = ToHex(OctetsOf(own.get()));
  }
  const auto issuer = Extension<ossl::AuthorityKeyIdPtr>(certificate, NID_authority_key_identifier);
  if (issuer != nullptr && issuer->keyid != nullptr) {
    facts.authority_key_id = ToHex(OctetsOf(issuer->keyid));
  }
}

void ReadUnknownCritical(X509* certificate, attempt::CertificateFacts& facts) {
  const int count = std::min(X509_get_ext_count(certificate), kMaxNames);
  for (int i = 0; i < count; ++i) {
    X509_EXTENSION* const extension = X509_get_ext(certificate, i);
    if (X509_EXTENSION_get_critical(extension) == 0) continue;
    if (X509_supported_extension(extension) == 1) continue;
    facts.unknown_critical_extensions.push_back(DottedOid(X509_EXTENSION_get_object(extension)));
  }
}

}  // namespace

void ReadExtensions(X509* certificate, attempt::CertificateFacts& facts) {
  ReadConstraints(certificate, facts);
  ReadUsages(certificate, facts);
  ReadNames(certificate, facts);
  ReadKeyIds(certificate, facts);
  ReadUnknownCritical(certificate, facts);
}

}  // namespace shakedown::pki
