#include "handshake/damage/own_flight.h"

#include <openssl/x509.h>

#include "handshake/damage/message_edit.h"
#include "ossl/handles.h"

namespace shakedown::handshake::damage {
namespace {

Bytes DerOf(X509* certificate) {
  unsigned char* der = nullptr;
  const int length = i2d_X509(certificate, &der);
  if (length <= 0) return {};
  Bytes copy(der, der + length);
  OPENSSL_free(der);
  return copy;
}

/// CertificateEntry without extensions.
void AddEntry(X509* certificate, LyingWriter* list) {
  list->Vector("entry", 3, DerOf(certificate));
  list->Vector("extensions", 2, {});
}

Bytes CertificateOf(SSL* ssl, X509* leaf) {
  LyingWriter list({});
  AddEntry(leaf, &list);
  STACK_OF(X509)* chain = nullptr;
  SSL_get0_chain_certs(ssl, &chain);
  for (int i = 0; i < sk_X509_num(chain); ++i) AddEntry(sk_X509_value(chain, i), &list);
  LyingWriter body({});
  body.Vector("context", 1, {});
  body.Vector("list", 3, list.Take());
  return MakeMessage(tls::HandshakeType::kCertificate, body.Take());
}

}  // namespace

std::optional<tls::SignatureScheme> UsualScheme(const EVP_PKEY* key) {
  const auto scheme = [](unsigned value) { return static_cast<tls::SignatureScheme>(value); };
  if (EVP_PKEY_is_a(key, "RSA") == 1) return scheme(0x0804);
  if (EVP_PKEY_is_a(key, "RSA-PSS") == 1) return scheme(0x0809);
  if (EVP_PKEY_is_a(key, "ED25519") == 1) return scheme(0x0807);
  if (EVP_PKEY_is_a(key, "ED448") == 1) return scheme(0x0808);
  if (EVP_PKEY_is_a(key, "EC") != 1) return std::nullopt;
  switch (EVP_PKEY_get_bits(key)) {
    case 256: return scheme(0x0403);
    case 384: return scheme(0x0503);
    case 521: return scheme(0x0603);
    default: return std::nullopt;
  }
}

std::vector<Bytes> OwnFlight(SSL* ssl) {
  X509* const leaf = SSL_get_certificate(ssl);
  const EVP_PKEY* const key = SSL_get_privatekey(ssl);
  if (leaf == nullptr || key == nullptr) return {};
  const auto scheme = UsualScheme(key);
  if (!scheme) return {};
  LyingWriter proof({});
  proof.Number(static_cast<size_t>(*scheme), 2);
  proof.Vector("signature", 2, {});
  return {CertificateOf(ssl, leaf),
          MakeMessage(tls::HandshakeType::kCertificateVerify, proof.Take()),
          MakeMessage(tls::HandshakeType::kFinished, {})};
}

}  // namespace shakedown::handshake::damage
