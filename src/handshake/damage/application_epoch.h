// The records of one side of TLS 1.3 after the handshake, opened and sealed anew, so that some can
// be left out and others put in between: what follows keeps the numbers and the keys that the other
// side expects.
#pragma once

#include <openssl/evp.h>

#include <optional>

#include "core/bytes.h"
#include "handshake/damage/record_seal.h"
#include "tls/code_points.h"

namespace shakedown::handshake::damage {

/// The first record of `*records`, header included, which is taken off it; empty if it is not
/// complete.
ByteSpan TakeRecord(ByteSpan* records);

/// Whether a record holds a KeyUpdate (RFC 9846 section 4.7.3), which stands alone.
bool IsKeyUpdate(tls::ContentType type, ByteSpan content);

class ApplicationEpoch final {
 public:
  /// `digest` is that of the cipher suite, `secret` the side's first application traffic secret
  /// (RFC 9846 section 7.1).
  ApplicationEpoch(Aead aead, const EVP_MD* digest, Bytes secret);

  /// The next record as its writer sealed it; nothing if it does not open. A KeyUpdate among them
  /// changes the keys of both directions from the next record on (RFC 9846 section 4.7.3).
  std::optional<OpenedRecord> Open(ByteSpan record);
  /// The next record for the reader.
  Bytes Seal(tls::ContentType type, ByteSpan content);
  /// A KeyUpdate of our own for the reader; what is sealed after it is under new keys.
  Bytes SealKeyUpdate();
  /// The secret under which `Seal` works at present.
  const Bytes& secret() const { return reader_.secret; }
  /// What seals for the reader; for whole flights.
  RecordProtection* protection() { return &reader_.protection; }

 private:
  struct Keys {
    Bytes secret;
    RecordProtection protection;
  };

  Keys KeysOf(Bytes secret) const;
  Keys Next(const Keys& keys) const;

  const Aead aead_;
  const EVP_MD* const digest_;
  Keys writer_;  ///< whose records are opened
  Keys reader_;  ///< whom records are sealed for
};

}  // namespace shakedown::handshake::damage
