// Opens the encrypted records of one direction with keys from a key log: TLS 1.3 (RFC 9846 section
// 5.2), and the AEAD and CBC suites of TLS 1.2 and below (RFC 5246 section 6.2.3).
#pragma once

#include <memory>
#include <optional>

#include "core/bytes.h"
#include "observe/cipher_suite.h"
#include "observe/record_stream.h"
#include "ossl/handles.h"
#include "tls/code_points.h"

namespace shakedown::observe {

/// What was inside a record.
struct OpenedRecord {
  tls::ContentType type{};
  Bytes content;
};

/// What the key block of TLS 1.2 and below is made from.
struct KeyBlockInput {
  tls::Version version{};
  ByteSpan master_secret;
  ByteSpan client_random;
  ByteSpan server_random;
  bool encrypt_then_mac = false;  ///< RFC 7366
};

class RecordOpener final {
 public:
  ~RecordOpener();
  RecordOpener(const RecordOpener&) = delete;
  RecordOpener& operator=(const RecordOpener&) = delete;

  /// For TLS 1.3, from a traffic secret; null if the library cannot.
  static std::unique_ptr<RecordOpener> FromSecret(const SuiteParameters& suite, ByteSpan secret);
  /// For TLS 1.2 and below; null if the library cannot.
  static std::unique_ptr<RecordOpener> FromKeyBlock(const SuiteParameters& suite,
                                                    const KeyBlockInput& input, bool client_writes);

  /// The content of the next record, or nothing if it is not genuine under these keys; then the
  /// same record number is expected again.
  std::optional<OpenedRecord> Open(const WireRecord& record);

 private:
  RecordOpener(const SuiteParameters& suite, tls::Version version);

  std::optional<OpenedRecord> Open13(const WireRecord& record);
  std::optional<OpenedRecord> OpenAead(const WireRecord& record);
  std::optional<OpenedRecord> OpenCbc(const WireRecord& record);
  std::optional<OpenedRecord> OpenNull(const WireRecord& record);

  /// The AEAD itself: ciphertext with its tag at the end.
  std::optional<Bytes> Unseal(ByteSpan nonce, ByteSpan associated, ByteSpan sealed);
  std::optional<Bytes> Decrypt(ByteSpan iv, ByteSpan ciphertext);
  /// `iv_` with the record number added in (RFC 9846 section 5.3).
  Bytes SequenceNonce() const;
  /// Record number, type, version and length, as MACs and AEADs of TLS 1.2 cover them.
  Bytes PseudoHeader(const WireRecord& record, size_t length) const;
  bool MacFits(const Bytes& pseudo_header, ByteSpan covered, ByteSpan mac) const;

  using CipherCtxPtr = std::unique_ptr<EVP_CIPHER_CTX, ossl::Deleter<EVP_CIPHER_CTX_free>>;

  const SuiteParameters suite_;
  const tls::Version version_;
  bool encrypt_then_mac_ = false;
  CipherCtxPtr context_;
  Bytes key_;
  Bytes iv_;
  Bytes mac_key_;
  uint64_t sequence_ = 0;
};

}  // namespace shakedown::observe
