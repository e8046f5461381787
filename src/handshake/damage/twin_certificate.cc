#include "handshake/damage/twin_certificate.h"

#include "handshake/damage/message_edit.h"
#include "ossl/handles.h"
#include "tls/certificate_message.h"

namespace shakedown::handshake::damage {
namespace {

constexpr long kSerial = 1;

Bytes Twin(ByteSpan der, EVP_PKEY* key) {
  const unsigned char* position = der.data();
  const ossl::X509Ptr twin(d2i_X509(nullptr, &position, static_cast<long>(der.size())));
  const bool edwards = EVP_PKEY_is_a(key, "ED25519") == 1 || EVP_PKEY_is_a(key, "ED448") == 1;
  if (twin == nullptr || ASN1_INTEGER_set(X509_get_serialNumber(twin.get()), kSerial) != 1 ||
      X509_sign(twin.get(), key, edwards ? nullptr : EVP_sha256()) <= 0) {
    return {};
  }
  unsigned char* out = nullptr;
  const int length = i2d_X509(twin.get(), &out);
  if (length <= 0) return {};
  Bytes copy(out, out + length);
  OPENSSL_free(out);
  return copy;
}

}  // namespace

Bytes WithTwinCertificate(tls::Version version, ByteSpan message, EVP_PKEY* key) {
  const bool modern = version == tls::Version::kTls13;
  const tls::CertificateMessage seen = tls::DecodeCertificate(version, BodyOf(message)).value;
  if (seen.entries.empty()) return {};
  const Bytes twin = Twin(seen.entries.front().der, key);
  if (twin.empty()) return {};
  LyingWriter list({});
  list.Vector("entry", 3, twin);
  if (modern) list.Vector("extensions", 2, {});
  LyingWriter body({});
  if (modern) body.Vector("context", 1, seen.context);
  body.Vector("list", 3, list.Take());
  return MakeMessage(tls::HandshakeType::kCertificate, body.Take());
}

}  // namespace shakedown::handshake::damage
