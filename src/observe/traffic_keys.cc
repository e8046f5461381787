#include "observe/traffic_keys.h"

#include <openssl/core_names.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include <memory>
#include <string>

#include "ossl/error_queue.h"
#include "ossl/handles.h"

namespace shakedown::observe {
namespace {

using KdfPtr = std::unique_ptr<EVP_KDF, ossl::Deleter<EVP_KDF_free>>;
using KdfCtxPtr = std::unique_ptr<EVP_KDF_CTX, ossl::Deleter<EVP_KDF_CTX_free>>;

/// OSSL_PARAM wants pointers to what it will only read.
OSSL_PARAM Octets(const char* key, ByteSpan value) {
  return OSSL_PARAM_construct_octet_string(key, const_cast<uint8_t*>(value.data()), value.size());
}

OSSL_PARAM DigestName(const EVP_MD* digest) {
  return OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST,
                                          const_cast<char*>(EVP_MD_get0_name(digest)), 0);
}

std::optional<Bytes> Derive(const char* algorithm, const OSSL_PARAM* params, size_t octets) {
  const KdfPtr kdf(EVP_KDF_fetch(nullptr, algorithm, nullptr));
  const KdfCtxPtr context(kdf != nullptr ? EVP_KDF_CTX_new(kdf.get()) : nullptr);
  Bytes out(octets);
  const bool done =
      context != nullptr && EVP_KDF_derive(context.get(), out.data(), out.size(), params) == 1;
  ossl::ClearErrors();
  return done ? std::optional(std::move(out)) : std::nullopt;
}

}  // namespace

std::optional<Bytes> ExpandLabel(const EVP_MD* digest, ByteSpan secret, std::string_view label,
                                 size_t octets) {
  constexpr std::string_view kPrefix = "tls13 ";
  Bytes info = {static_cast<uint8_t>(octets >> 8), static_cast<uint8_t>(octets & 0xff),
                static_cast<uint8_t>(kPrefix.size() + label.size())};
  info.insert(info.end(), kPrefix.begin(), kPrefix.end());
  info.insert(info.end(), label.begin(), label.end());
  info.push_back(0);  // the context is empty
  int mode = EVP_KDF_HKDF_MODE_EXPAND_ONLY;
  const OSSL_PARAM params[] = {OSSL_PARAM_construct_int(OSSL_KDF_PARAM_MODE, &mode),
                               DigestName(digest), Octets(OSSL_KDF_PARAM_KEY, secret),
                               Octets(OSSL_KDF_PARAM_INFO, info), OSSL_PARAM_construct_end()};
  return Derive("HKDF", params, octets);
}

std::optional<Bytes> KeyBlock(const EVP_MD* digest, ByteSpan master_secret, ByteSpan server_random,
                              ByteSpan client_random, size_t octets) {
  Bytes seed = {'k', 'e', 'y', ' ', 'e', 'x', 'p', 'a', 'n', 's', 'i', 'o', 'n'};
  seed.insert(seed.end(), server_random.begin(), server_random.end());
  seed.insert(seed.end(), client_random.begin(), client_random.end());
  const OSSL_PARAM params[] = {DigestName(digest), Octets(OSSL_KDF_PARAM_SECRET, master_secret),
                               Octets(OSSL_KDF_PARAM_SEED, seed), OSSL_PARAM_construct_end()};
  return Derive("TLS1-PRF", params, octets);
}

}  // namespace shakedown::observe
