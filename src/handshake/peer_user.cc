#include "handshake/peer_user.h"

#include <openssl/x509v3.h>

#include <map>
#include <mutex>

#include "core/bytes.h"
#include "ossl/handles.h"

namespace shakedown::handshake {
namespace {

using broken::Reading;

constexpr size_t kMaxRemembered = 1000;

std::string Octets(const ASN1_STRING* value) {
  const ByteSpan octets(ASN1_STRING_get0_data(value),
                        static_cast<size_t>(ASN1_STRING_length(value)));
  return std::string(AsText(octets));
}

std::string Utf8(const ASN1_STRING* value) {
  unsigned char* text = nullptr;
  const int length = ASN1_STRING_to_UTF8(&text, value);
  if (length < 0) return {};
  std::string copy(reinterpret_cast<char*>(text), static_cast<size_t>(length));
  OPENSSL_free(text);
  return copy;
}

/// The last common name, which is the most specific one, or the first; null without any.
const ASN1_STRING* CommonName(X509* certificate, bool first) {
  X509_NAME* const name = X509_get_subject_name(certificate);
  int found = -1;
  for (int at = -1; (at = X509_NAME_get_index_by_NID(name, NID_commonName, at)) >= 0;) {
    found = at;
    if (first) break;
  }
  return found < 0 ? nullptr : X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, found));
}

/// The whole subject in one line without any escape, and what stands behind its last "CN=".
std::string FromSlashText(X509* certificate) {
  constexpr std::string_view kMark = "CN=";
  const X509_NAME* const name = X509_get_subject_name(certificate);
  std::string line;
  for (int i = 0; i < X509_NAME_entry_count(name); ++i) {
    const X509_NAME_ENTRY* const entry = X509_NAME_get_entry(name, i);
    const int nid = OBJ_obj2nid(X509_NAME_ENTRY_get_object(entry));
    line += std::string("/") + OBJ_nid2sn(nid) + "=" + Utf8(X509_NAME_ENTRY_get_data(entry));
  }
  const size_t mark = line.rfind(kMark);
  if (mark == std::string::npos) return {};
  const std::string rest = line.substr(mark + kMark.size());
  return rest.substr(0, rest.find_first_of("/,+\n"));
}

/// The value of the first alternative name, whatever kind of name it is.
std::string FirstAlternativeName(X509* certificate) {
  const ossl::GeneralNamesPtr names(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  if (names == nullptr || sk_GENERAL_NAME_num(names.get()) == 0) return {};
  int kind = 0;
  void* const value = GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(names.get(), 0), &kind);
  if (kind == GEN_OTHERNAME) {
    const ASN1_TYPE* const other = static_cast<OTHERNAME*>(value)->value;
    return other->type == V_ASN1_UTF8STRING ? Octets(other->value.utf8string) : std::string();
  }
  const bool text = kind == GEN_DNS || kind == GEN_EMAIL || kind == GEN_URI;
  return text ? Octets(static_cast<ASN1_STRING*>(value)) : std::string();
}

/// Whoever came first with that serial number of an issuer of that name.
std::string FirstOfSerial(X509* certificate, const std::string& user) {
  static std::mutex mutex;
  static std::map<std::string, std::string> known;
  unsigned char* der = nullptr;
  const int length = i2d_X509_NAME(X509_get_issuer_name(certificate), &der);
  std::string key = Octets(X509_get0_serialNumber(certificate));
  if (length > 0) key.append(reinterpret_cast<char*>(der), static_cast<size_t>(length));
  OPENSSL_free(der);
  const std::lock_guard lock(mutex);
  if (known.size() >= kMaxRemembered) known.clear();
  return known.emplace(key, user).first->second;
}

/// The last certificate that came, which nobody has proven anything for.
X509* LastOf(SSL* ssl) {
  STACK_OF(X509)* const chain = SSL_get_peer_cert_chain(ssl);
  return chain == nullptr || sk_X509_num(chain) == 0 ? nullptr
                                                     : sk_X509_value(chain, sk_X509_num(chain) - 1);
}

}  // namespace

std::string UserOf(SSL* ssl, Reading reading) {
  X509* certificate = SSL_get0_peer_certificate(ssl);
  if (certificate == nullptr) return {};
  if (X509* const last = LastOf(ssl); reading == Reading::kLastCertificate && last != nullptr) {
    certificate = last;
  }
  if (reading == Reading::kSlashText) return FromSlashText(certificate);
  if (reading == Reading::kAnyAlternativeName) {
    if (std::string name = FirstAlternativeName(certificate); !name.empty()) return name;
  }
  const ASN1_STRING* const name = CommonName(certificate, reading == Reading::kFirstCommonName);
  if (name == nullptr) return {};
  std::string user = reading == Reading::kOctets ? Octets(name) : Utf8(name);
  if (reading == Reading::kUntilNul) user.resize(std::min(user.find('\0'), user.size()));
  return reading == Reading::kSerialAndIssuer ? FirstOfSerial(certificate, user) : user;
}

}  // namespace shakedown::handshake
