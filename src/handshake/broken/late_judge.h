// A server that judges late answers by itself, badly: it reads what the client sends after the
// handshake of TLS 1.3 before the TLS library does, and keeps from it what it takes for good.
#pragma once

#include <openssl/ssl.h>

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "core/bytes.h"
#include "handshake/bio_filter.h"
#include "handshake/broken/late.h"
#include "handshake/damage/application_epoch.h"
#include "handshake/damage/record_intake.h"
#include "ossl/handles.h"

namespace shakedown::handshake::broken {

/// Used by one thread. Lives as long as the SSL that it is attached to, and does not move.
class LateJudge final : public BioFilter {
 public:
  /// `rules` are borrowed, static.
  explicit LateJudge(const LateRules& rules) : rules_(rules) {}

  /// Stands between `ssl` (borrowed, with its socket set, reading its first ClientHello) and its
  /// socket from now on. False if the library is out of memory.
  bool Attach(SSL* ssl);
  /// A line of the library's key log: the client's secret of TLS 1.3 is kept.
  void OnSecret(std::string_view line);
  /// A message that the server sends: the context of its CertificateRequest counts.
  void OnMessage(ByteSpan message);

  /// The ClientHello of a renegotiation.
  void OnAnotherHello() { renegotiates_ = true; }

  const LateRules& rules() const { return rules_; }
  /// Whether something was taken for a good answer.
  bool taken() const { return taken_; }
  /// After the handshake: takes a renegotiation without a certificate, or anything in place of an
  /// answer, for good if that is the rule; whether it is.
  bool TakeEmptyBefore13();
  bool TakeAnything();
  /// Of a taken answer; null if it held none. Borrowed.
  X509* client() const { return client_.get(); }

  size_t Read(std::span<uint8_t> out, BIO* below) override;

 private:
  void Pass(ByteSpan record);
  void TakeHandshake(ByteSpan content);
  void Judge();
  void Release();
  bool IsTrusted() const;

  const LateRules& rules_;
  SSL* ssl_ = nullptr;
  bool offered_ = false;
  bool renegotiates_ = false;
  Bytes secret_;
  std::optional<Bytes> context_;  ///< of the open request
  std::optional<damage::ApplicationEpoch> epoch_;
  damage::RecordIntake intake_;
  Bytes held_;  ///< handshake messages, as far as they have come
  std::vector<ossl::X509Ptr> chain_;
  ossl::X509Ptr client_;
  bool taken_ = false;
};

}  // namespace shakedown::handshake::broken
