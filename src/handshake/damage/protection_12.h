// The keys of TLS 1.2 after ChangeCipherSpec, for suites with an AEAD.
#pragma once

#include <openssl/ssl.h>

#include <array>
#include <optional>
#include <string_view>

#include "handshake/damage/record_seal.h"

namespace shakedown::handshake::damage {

/// Both directions of the first protected epoch (RFC 5246 section 6.3).
struct Protection12 {
  RecordProtection client;
  RecordProtection server;
};

/// The master secret of a handshake, once both sides have it, and what follows from it.
class MasterSecret12 final {
 public:
  /// Of the session that `ssl` (borrowed; TLS 1.2) is about to have, and of its randoms.
  explicit MasterSecret12(SSL* ssl);
  ~MasterSecret12();
  MasterSecret12(const MasterSecret12&) = delete;
  MasterSecret12& operator=(const MasterSecret12&) = delete;

  Protection12 Derive(const Aead& aead, const EVP_MD* digest) const;
  /// Finished as a whole message; `label` is "client finished" or "server finished" (RFC 5246
  /// section 7.4.9).
  Bytes Finished(const EVP_MD* digest, std::string_view label, ByteSpan transcript_hash) const;

 private:
  std::array<uint8_t, SSL_MAX_MASTER_KEY_LENGTH> master_{};
  std::array<uint8_t, SSL3_RANDOM_SIZE> client_{};
  std::array<uint8_t, SSL3_RANDOM_SIZE> server_{};
};

}  // namespace shakedown::handshake::damage
