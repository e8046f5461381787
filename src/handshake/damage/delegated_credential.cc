#include "handshake/damage/delegated_credential.h"

#include <ctime>

#include "handshake/damage/message_edit.h"
#include "handshake/damage/signing.h"

namespace shakedown::handshake::damage {
namespace {

constexpr auto kScheme = tls::SignatureScheme{0x0403};
constexpr std::string_view kContext = "TLS, client delegated credentials";
constexpr size_t kPadOctets = 64;
constexpr int kCurveBits = 256;
constexpr int kSecondsOfDay = 86'400;

Bytes PublicKeyInfo(EVP_PKEY* key) {
  unsigned char* der = nullptr;
  const int length = i2d_PUBKEY(key, &der);
  if (length <= 0) return {};
  Bytes copy(der, der + length);
  OPENSSL_free(der);
  return copy;
}

/// A day from now, counted from the beginning of the certificate as RFC 9345 section 4 counts.
std::optional<size_t> ValidTime(ByteSpan leaf) {
  const unsigned char* position = leaf.data();
  const ossl::X509Ptr certificate(d2i_X509(nullptr, &position, static_cast<long>(leaf.size())));
  int days = 0;
  int seconds = 0;
  if (certificate == nullptr ||
      ASN1_TIME_diff(&days, &seconds, X509_get0_notBefore(certificate.get()), nullptr) != 1) {
    return std::nullopt;
  }
  return static_cast<size_t>(days + 1) * kSecondsOfDay + static_cast<size_t>(seconds);
}

}  // namespace

std::optional<DelegatedCredential> Delegate(EVP_PKEY* key, ByteSpan leaf) {
  if (EVP_PKEY_is_a(key, "EC") != 1 || EVP_PKEY_get_bits(key) != kCurveBits) return std::nullopt;
  DelegatedCredential made;
  made.key.reset(EVP_EC_gen("P-256"));
  const auto valid = ValidTime(leaf);
  const Bytes info = made.key == nullptr ? Bytes() : PublicKeyInfo(made.key.get());
  if (!valid || info.empty()) return std::nullopt;
  LyingWriter credential({});
  credential.Number(*valid, 4);
  credential.Number(static_cast<size_t>(kScheme), 2);
  credential.Vector("key", 3, info);
  credential.Number(static_cast<size_t>(kScheme), 2);  // of the signature that follows
  const Bytes said = credential.Take();
  Bytes content(kPadOctets, 0x20);
  content.insert(content.end(), kContext.begin(), kContext.end());
  content.push_back(0);
  content.insert(content.end(), leaf.begin(), leaf.end());
  content.insert(content.end(), said.begin(), said.end());
  const auto signature = Sign(key, kScheme, {}, content);
  if (!signature) return std::nullopt;
  LyingWriter extension({});
  extension.Octets(said);
  extension.Vector("signature", 2, *signature);
  made.extension = extension.Take();
  return made;
}

}  // namespace shakedown::handshake::damage
