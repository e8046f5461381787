#include "observe/cipher_suite.h"

#include <openssl/objects.h>
#include <openssl/ssl.h>

#include <array>
#include <mutex>

#include "ossl/error_queue.h"
#include "ossl/handles.h"

namespace shakedown::observe {
namespace {

constexpr size_t kTag = 16;
constexpr size_t kShortTag = 8;

/// The library finds suites through a connection object; one serves all.
const SSL_CIPHER* Look(tls::CipherSuite suite) {
  static std::mutex mutex;
  static const ossl::SslCtxPtr context(SSL_CTX_new(TLS_method()));
  static const ossl::SslPtr ssl(context != nullptr ? SSL_new(context.get()) : nullptr);
  if (ssl == nullptr) return nullptr;
  const auto code = static_cast<uint16_t>(suite);
  const std::array<unsigned char, 2> wire = {static_cast<unsigned char>(code >> 8),
                                             static_cast<unsigned char>(code & 0xff)};
  const std::lock_guard lock(mutex);
  const SSL_CIPHER* found = SSL_CIPHER_find(ssl.get(), wire.data());
  ossl::ClearErrors();
  return found;
}

}  // namespace

std::string SuiteName(tls::CipherSuite suite) {
  const SSL_CIPHER* found = Look(suite);
  const char* name = found != nullptr ? SSL_CIPHER_standard_name(found) : nullptr;
  return name != nullptr ? name : tls::Name(suite);
}

std::optional<SuiteParameters> ParametersOf(tls::CipherSuite suite) {
  const SSL_CIPHER* found = Look(suite);
  if (found == nullptr) return std::nullopt;
  SuiteParameters parameters;
  parameters.name = SuiteName(suite);
  parameters.digest = SSL_CIPHER_get_handshake_digest(found);
  const int nid = SSL_CIPHER_get_cipher_nid(found);
  const bool aead = SSL_CIPHER_is_aead(found) == 1;
  if (!aead) parameters.mac = EVP_get_digestbynid(SSL_CIPHER_get_digest_nid(found));
  if (parameters.digest == nullptr || (!aead && parameters.mac == nullptr)) return std::nullopt;
  if (nid == NID_undef) {
    parameters.protection = Protection::kNull;
    return parameters;
  }
  parameters.cipher = EVP_get_cipherbynid(nid);
  if (parameters.cipher == nullptr) return std::nullopt;
  parameters.key_octets = static_cast<size_t>(EVP_CIPHER_get_key_length(parameters.cipher));
  const int mode = EVP_CIPHER_get_mode(parameters.cipher);
  if (!aead) {
    if (mode != EVP_CIPH_CBC_MODE) return std::nullopt;
    parameters.protection = Protection::kCbc;
    return parameters;
  }
  parameters.ccm = mode == EVP_CIPH_CCM_MODE;
  parameters.chacha = nid == NID_chacha20_poly1305;
  // The two CCM kinds (RFC 6655) differ in nothing but the tag.
  const bool short_tag = parameters.ccm && parameters.name.find("CCM_8") != std::string::npos;
  parameters.tag_octets = short_tag ? kShortTag : kTag;
  return parameters;
}

}  // namespace shakedown::observe
