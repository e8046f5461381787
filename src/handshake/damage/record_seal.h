// Records written by ourselves: in clear, and protected as TLS 1.3 and the AEAD suites of TLS 1.2
// do.
#pragma once

#include <openssl/ssl.h>

#include <optional>

#include "core/bytes.h"
#include "tls/code_points.h"

namespace shakedown::handshake::damage {

/// Largest content of a record (RFC 9846 section 5.1).
inline constexpr size_t kMaxContent = 16 * 1024;

/// A record in clear, version TLS 1.2 on the outside.
Bytes PlainRecord(tls::ContentType type, ByteSpan content);

/// The AEAD of a cipher suite; nothing for suites without one and for CCM.
struct Aead {
  const EVP_CIPHER* cipher = nullptr;  ///< borrowed, static
  size_t key_octets = 0;
  bool explicit_nonce = false;  ///< of TLS 1.2: GCM sends eight octets of it (RFC 5288 section 3)
};
std::optional<Aead> AeadOf(const SSL_CIPHER* suite);

/// What a TLS 1.3 record holds.
struct OpenedRecord {
  tls::ContentType type{};
  Bytes content;
};

/// One direction of one epoch: key, nonce and the number of the next record.
class RecordProtection final {
 public:
  RecordProtection() = default;
  RecordProtection(Aead aead, Bytes key, Bytes iv)
      : aead_(aead), key_(std::move(key)), iv_(std::move(iv)) {}

  /// A TLS 1.3 record with `content` of the inner type (RFC 9846 section 5.2).
  Bytes Seal13(tls::ContentType type, ByteSpan content);
  /// The content of the next TLS 1.3 record (header included), without its padding; nothing if it
  /// does not open. Counts the record.
  std::optional<OpenedRecord> Open13(ByteSpan record);
  /// A TLS 1.2 record (RFC 5246 section 6.2.3.3, RFC 7905 section 2).
  Bytes Seal12(tls::ContentType type, ByteSpan content);
  /// A record passed that another wrote under the same keys.
  void Count() { ++sequence_; }
  /// The content of a TLS 1.2 record (header included); nothing if it does not open. Does not count
  /// the record.
  std::optional<Bytes> Open12(ByteSpan record) const;

 private:
  Bytes Nonce12(ByteSpan explicit_part) const;
  Bytes SequenceNonce() const;
  Bytes Encrypt(ByteSpan nonce, ByteSpan additional, ByteSpan content) const;
  Bytes Additional12(ByteSpan header, size_t octets) const;
  /// Nothing if the tag at the end of `sealed` does not fit.
  std::optional<Bytes> Decrypt(ByteSpan nonce, ByteSpan additional, ByteSpan sealed) const;

  Aead aead_;
  Bytes key_;
  Bytes iv_;
  uint64_t sequence_ = 0;
};

}  // namespace shakedown::handshake::damage
