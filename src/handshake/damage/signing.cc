#include "handshake/damage/signing.h"

#include <openssl/rsa.h>

#include "ossl/error_queue.h"
#include "ossl/handles.h"

namespace shakedown::handshake::damage {
namespace {

/// HashAlgorithm of the schemes that TLS 1.2 builds from pairs (RFC 5246 section 7.4.1.4.1).
const EVP_MD* DigestOfPair(unsigned hash) {
  switch (hash) {
    case 1: return EVP_md5();
    case 2: return EVP_sha1();
    case 3: return EVP_sha224();
    case 4: return EVP_sha256();
    case 5: return EVP_sha384();
    case 6: return EVP_sha512();
    default: return nullptr;
  }
}

bool IsPss(tls::SignatureScheme scheme) {
  const auto value = static_cast<unsigned>(scheme);
  return (value >= 0x0804 && value <= 0x0806) || (value >= 0x0809 && value <= 0x080B);
}

bool SetPss(EVP_PKEY_CTX* context, const EVP_MD* digest, const PssForm& form) {
  const int size = EVP_MD_get_size(digest);
  int salt = RSA_PSS_SALTLEN_DIGEST;
  if (form.salt == "none") salt = 0;
  if (form.salt == "shorter") salt = size - 1;
  if (form.salt == "longer") salt = size + 1;
  if (form.salt == "longest") salt = RSA_PSS_SALTLEN_MAX;
  const EVP_MD* const mask =
      form.mask_digest.empty() ? digest : EVP_get_digestbyname(form.mask_digest.c_str());
  return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
         EVP_PKEY_CTX_set_rsa_pss_saltlen(context, salt) == 1 && mask != nullptr &&
         EVP_PKEY_CTX_set_rsa_mgf1_md(context, mask) == 1;
}

}  // namespace

const EVP_MD* DigestOf(tls::SignatureScheme scheme) {
  const auto value = static_cast<unsigned>(scheme);
  switch (value) {
    case 0x0804:
    case 0x0809:
    case 0x081A:
    case 0x0420: return EVP_sha256();
    case 0x0805:
    case 0x080A:
    case 0x081B:
    case 0x0520: return EVP_sha384();
    case 0x0806:
    case 0x080B:
    case 0x081C:
    case 0x0620: return EVP_sha512();
    default: return DigestOfPair(value >> 8);
  }
}

std::optional<Bytes> Sign(EVP_PKEY* key, tls::SignatureScheme scheme, const PssForm& pss,
                          ByteSpan content) {
  ossl::ClearErrors();
  const bool edwards = EVP_PKEY_is_a(key, "ED25519") == 1 || EVP_PKEY_is_a(key, "ED448") == 1;
  const bool rsa = EVP_PKEY_is_a(key, "RSA") == 1 || EVP_PKEY_is_a(key, "RSA-PSS") == 1;
  const EVP_MD* digest = DigestOf(scheme);
  if (digest == nullptr && !edwards) digest = EVP_sha256();
  if (edwards) digest = nullptr;
  const ossl::MdCtxPtr context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* parameters = nullptr;  // owned by `context`
  size_t length = 0;
  const bool with_pss = rsa && (IsPss(scheme) || EVP_PKEY_is_a(key, "RSA-PSS") == 1);
  if (context == nullptr ||
      EVP_DigestSignInit(context.get(), &parameters, digest, nullptr, key) != 1 ||
      (with_pss && !SetPss(parameters, digest, pss)) ||
      EVP_DigestSign(context.get(), nullptr, &length, content.data(), content.size()) != 1) {
    ossl::ClearErrors();
    return std::nullopt;
  }
  Bytes signature(length);
  if (EVP_DigestSign(context.get(), signature.data(), &length, content.data(), content.size()) !=
      1) {
    ossl::ClearErrors();
    return std::nullopt;
  }
  signature.resize(length);
  return signature;
}

}  // namespace shakedown::handshake::damage
