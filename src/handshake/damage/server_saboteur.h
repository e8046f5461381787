// Carries out the missteps of our own server on one connection, between the TLS library and the
// wire. Only servers that are told to misstep have one.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "attempt/trace.h"
#include "handshake/bio_filter.h"
#include "handshake/client_witness.h"
#include "handshake/damage/misstep.h"
#include "handshake/damage/record_seal.h"
#include "handshake/damage/transcript.h"
#include "ossl/handles.h"

namespace shakedown::handshake::damage {

/// Used by one thread. Outlives the SSL it is attached to, and does not move.
class ServerSaboteur final : public BioFilter {
 public:
  /// Stands between `ssl` (borrowed, with its socket set) and its socket from now on. False if the
  /// library is out of memory. `witness` (borrowed) may be null.
  bool Attach(SSL* ssl, Witness* witness);
  /// What is to be done on this connection; called before the library's first word.
  void Begin(Misstep misstep, const std::optional<LateAlert>& alert);

  /// A line of the library's key log: the secrets of TLS 1.3 are kept.
  void OnSecret(std::string_view line);
  /// A message that the library sent or got; true if it is entered into the trace here.
  bool OnMessage(attempt::Side from, ByteSpan message);

  enum class Turn {
    kGoOn,     ///< the library goes on
    kBlocked,  ///< the socket takes nothing at present: call again
    kWatch,    ///< octets of the client are to be read off the socket and given to `Incoming`
    kClose,    ///< all is said
  };
  Turn AfterHandshake();
  Turn AfterRequest();
  /// Octets of the client after `kWatch`; kWatch or kClose.
  Turn Incoming(ByteSpan octets);

  int Write(ByteSpan octets, BIO* below) override;
  bool Flush(BIO* below) override;

 private:
  enum class Stage { kPassing, kHolding, kReady, kOver };

  bool Sabotages() const { return stage_ != Stage::kPassing && stage_ != Stage::kOver; }
  void Rewrite();
  std::optional<Bytes> Sealed13(const std::vector<Bytes>& flight);
  std::optional<RecordProtection> Protection(const Bytes& secret) const;
  std::vector<Bytes> MakeFlight() const;
  Turn Inject(tls::ContentType type, const std::vector<Bytes>& contents);
  Turn AskLate();
  Turn SendAlert();
  void Open(ByteSpan record);
  void TakeHandshake(ByteSpan content);
  bool Drain();

  SSL* ssl_ = nullptr;
  BIO* below_ = nullptr;  ///< the socket's; owned by the chain of `ssl_`
  Witness* witness_ = nullptr;
  Misstep misstep_ = Misstep::kNone;
  std::optional<LateAlert> alert_;
  Stage stage_ = Stage::kPassing;
  Transcript before_;
  std::vector<Bytes> flight_;
  Bytes held_;
  Bytes out_;
  Bytes handshake_secret_;  ///< SERVER_HANDSHAKE_TRAFFIC_SECRET
  Bytes server_secret_;     ///< SERVER_TRAFFIC_SECRET_0
  Bytes client_secret_;     ///< CLIENT_TRAFFIC_SECRET_0
  bool injected_ = false;
  size_t asked_ = 0;
  size_t answered_ = 0;
  bool ended_ = false;
  Bytes incoming_;
  Bytes message_;  ///< of the client, as far as it has come
  std::optional<RecordProtection> client_;
};

}  // namespace shakedown::handshake::damage
