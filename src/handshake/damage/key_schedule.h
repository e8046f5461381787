// The few keys of a handshake that a damaged flight needs, derived again from its secrets.
#pragma once

#include <openssl/evp.h>

#include <string_view>

#include "core/bytes.h"
#include "ossl/handles.h"

namespace shakedown::handshake::damage {

/// HMAC; empty if the library fails.
Bytes Hmac(const EVP_MD* digest, ByteSpan key, ByteSpan data);
/// HKDF-Expand-Label with an empty context (RFC 9846 section 7.1), at most one block of `digest`.
Bytes ExpandLabel(const EVP_MD* digest, ByteSpan secret, std::string_view label, size_t octets);
/// The PRF of TLS 1.2 (RFC 5246 section 5).
Bytes Prf(const EVP_MD* digest, ByteSpan secret, std::string_view label, ByteSpan seed,
          size_t octets);

/// Finished of TLS 1.3: HMAC over a transcript hash with the key of a traffic secret (RFC 9846
/// section 4.5.3).
Bytes VerifyData13(const EVP_MD* digest, ByteSpan traffic_secret, ByteSpan transcript_hash);
/// Finished of TLS 1.2 (RFC 5246 section 7.4.9); `label` is "client finished" or "server finished".
Bytes VerifyData12(const EVP_MD* digest, ByteSpan master_secret, std::string_view label,
                   ByteSpan transcript_hash);

}  // namespace shakedown::handshake::damage
