// Cipher suites as the TLS library knows them: name, cipher, digest.
#pragma once

#include <openssl/evp.h>

#include <optional>
#include <string>

#include "tls/code_points.h"

namespace shakedown::observe {

/// How records are protected.
enum class Protection {
  kAead,  ///< GCM, CCM, ChaCha20-Poly1305
  kCbc,   ///< block cipher and HMAC (RFC 5246 section 6.2.3.2)
  kNull,  ///< no encryption, only a MAC
};

struct SuiteParameters {
  std::string name;  ///< "TLS_AES_256_GCM_SHA384"
  Protection protection = Protection::kAead;
  const EVP_CIPHER* cipher = nullptr;  ///< the library's, static; null for kNull
  const EVP_MD* digest = nullptr;      ///< of the key schedule, or of the PRF; static
  const EVP_MD* mac = nullptr;         ///< of records; null for AEAD; static
  size_t key_octets = 0;
  size_t tag_octets = 0;  ///< of AEAD
  bool ccm = false;
  bool chacha = false;
};

/// The parameters of a suite, or nothing if the library does not know it or we cannot open its
/// records.
std::optional<SuiteParameters> ParametersOf(tls::CipherSuite suite);

/// The registered name, or "0x1301" if the library does not know the suite.
std::string SuiteName(tls::CipherSuite suite);

}  // namespace shakedown::observe
