// Keys from secrets: HKDF-Expand-Label of TLS 1.3 (RFC 9846 section 7.1), the PRF of TLS 1.2
// (RFC 5246 section 5).
#pragma once

#include <openssl/evp.h>

#include <optional>
#include <string_view>

#include "core/bytes.h"

namespace shakedown::observe {

/// `octets` octets for "tls13 <label>" with an empty context; nothing if the library cannot.
std::optional<Bytes> ExpandLabel(const EVP_MD* digest, ByteSpan secret, std::string_view label,
                                 size_t octets);

/// `octets` octets of the key block (RFC 5246 section 6.3); nothing if the library cannot.
/// `digest` is that of the PRF; the library's MD5-SHA1 digest stands for TLS 1.0 and 1.1.
std::optional<Bytes> KeyBlock(const EVP_MD* digest, ByteSpan master_secret, ByteSpan server_random,
                              ByteSpan client_random, size_t octets);

}  // namespace shakedown::observe
