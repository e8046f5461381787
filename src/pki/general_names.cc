// Subject alternative names of certificates to be minted.
#include <arpa/inet.h>
#include <openssl/x509v3.h>

#include <array>
#include <memory>
#include <string>

#include "pki/certificate_plan.h"

namespace shakedown::pki {
namespace {

using attempt::AlternativeName;

using ObjectPtr = std::unique_ptr<ASN1_OBJECT, ossl::Deleter<ASN1_OBJECT_free>>;
using TypePtr = std::unique_ptr<ASN1_TYPE, ossl::Deleter<ASN1_TYPE_free>>;

bool Push(GENERAL_NAMES* names, ossl::GeneralNamePtr name) {
  if (name == nullptr || sk_GENERAL_NAME_push(names, name.get()) == 0) return false;
  (void)name.release();  // the stack owns it now
  return true;
}

/// One GeneralName of `type` (GEN_DNS, GEN_EMAIL, GEN_URI or GEN_IPADD) around `octets`.
bool PushName(GENERAL_NAMES* names, int type, ByteSpan octets) {
  ossl::GeneralNamePtr name(GENERAL_NAME_new());
  ossl::Asn1StringPtr value(
      ASN1_STRING_type_new(type == GEN_IPADD ? V_ASN1_OCTET_STRING : V_ASN1_IA5STRING));
  if (name == nullptr || value == nullptr ||
      ASN1_STRING_set(value.get(), octets.data(), static_cast<int>(octets.size())) != 1) {
    return false;
  }
  GENERAL_NAME_set0_value(name.get(), type, value.release());
  return Push(names, std::move(name));
}

bool PushRegisteredId(GENERAL_NAMES* names, const std::string& oid) {
  ossl::GeneralNamePtr name(GENERAL_NAME_new());
  ObjectPtr object(OBJ_txt2obj(oid.c_str(), 1));
  if (name == nullptr || object == nullptr) return false;
  GENERAL_NAME_set0_value(name.get(), GEN_RID, object.release());
  return Push(names, std::move(name));
}

/// otherName with the type that Windows logs in by.
bool PushPrincipal(GENERAL_NAMES* names, ByteSpan octets) {
  ossl::GeneralNamePtr name(GENERAL_NAME_new());
  ossl::Asn1StringPtr text(ASN1_STRING_type_new(V_ASN1_UTF8STRING));
  TypePtr value(ASN1_TYPE_new());
  ObjectPtr type(OBJ_nid2obj(NID_ms_upn));
  if (name == nullptr || text == nullptr || value == nullptr || type == nullptr ||
      ASN1_STRING_set(text.get(), octets.data(), static_cast<int>(octets.size())) != 1) {
    return false;
  }
  ASN1_TYPE_set(value.get(), V_ASN1_UTF8STRING, text.release());
  if (GENERAL_NAME_set0_othername(name.get(), type.get(), value.get()) != 1) return false;
  (void)type.release();
  (void)value.release();
  return Push(names, std::move(name));
}

/// Whether `host` is an address; it is pushed as iPAddress then, and `done` says whether that went
/// well.
bool PushAddress(GENERAL_NAMES* names, const std::string& host, bool* done) {
  std::array<uint8_t, 16> address{};
  const bool four = inet_pton(AF_INET, host.c_str(), address.data()) == 1;
  if (!four && inet_pton(AF_INET6, host.c_str(), address.data()) != 1) return false;
  *done = PushName(names, GEN_IPADD, ByteSpan(address).first(four ? 4 : 16));
  return true;
}

/// An address literal becomes an iPAddress: clients compare no dNSName with an address (RFC 9525
/// section 6.5).
bool PushHost(GENERAL_NAMES* names, const std::string& host) {
  bool done = false;
  return PushAddress(names, host, &done) ? done : PushName(names, GEN_DNS, AsBytes(host));
}

bool PushAlternative(GENERAL_NAMES* names, const AlternativeName& name) {
  bool done = false;
  switch (name.kind) {
    case AlternativeName::Kind::kDns: return PushName(names, GEN_DNS, AsBytes(name.value));
    case AlternativeName::Kind::kEmail: return PushName(names, GEN_EMAIL, AsBytes(name.value));
    case AlternativeName::Kind::kUri: return PushName(names, GEN_URI, AsBytes(name.value));
    case AlternativeName::Kind::kIp: return PushAddress(names, name.value, &done) && done;
    case AlternativeName::Kind::kUpn: return PushPrincipal(names, AsBytes(name.value));
    case AlternativeName::Kind::kRegisteredId: return PushRegisteredId(names, name.value);
  }
  return false;
}

bool PushLoopback(GENERAL_NAMES* names) {
  return PushHost(names, "127.0.0.1") && PushHost(names, "::1");
}

}  // namespace

bool AddAlternativeNames(X509* certificate, const CertificatePlan& plan) {
  if (plan.dns_names.empty() && plan.alternative_names.empty() && !plan.loopback_addresses) {
    return true;
  }
  const ossl::GeneralNamesPtr names(sk_GENERAL_NAME_new_null());
  if (names == nullptr) return false;
  for (const std::string& dns_name : plan.dns_names) {
    if (!PushHost(names.get(), dns_name)) return false;
  }
  for (const AlternativeName& name : plan.alternative_names) {
    if (!PushAlternative(names.get(), name)) return false;
  }
  if (plan.loopback_addresses && !PushLoopback(names.get())) return false;
  return X509_add1_ext_i2d(certificate, NID_subject_alt_name, names.get(), 0, X509V3_ADD_DEFAULT) ==
         1;
}

}  // namespace shakedown::pki
