// A server that judges the flight of its clients by itself, badly: it reads what comes before the
// TLS library does, and if it finds the one flaw that it overlooks, the library gets a flight
// without it in its place, in which nobody authenticates himself. All other flights pass untouched.
#pragma once

#include <openssl/ssl.h>

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "attempt/trace.h"
#include "handshake/bio_filter.h"
#include "handshake/broken/flight_look.h"
#include "handshake/client_witness.h"
#include "handshake/damage/protection_12.h"
#include "handshake/damage/record_intake.h"
#include "handshake/damage/server_finished.h"

namespace shakedown::handshake::broken {

/// Used by one thread. Lives as long as the SSL that it is attached to, and does not move.
class FlightJudge final : public BioFilter {
 public:
  /// Stands between `ssl` (borrowed, with its socket set) and its socket from now on. False if the
  /// library is out of memory.
  bool Attach(SSL* ssl);
  /// What the client really said is entered there. Borrowed; outlives the SSL.
  void set_witness(Witness* witness) { witness_ = witness; }
  /// What the host of the connection overlooks; without it, everything passes.
  void Overlook(Flaw flaw) { overlooked_ = flaw; }

  /// A line of the library's key log: the client's secret of TLS 1.3 is kept.
  void OnSecret(std::string_view line);
  /// A message that the library sends or got; true if the client said something else in its place,
  /// which has been entered into the trace here.
  bool OnMessage(attempt::Side from, ByteSpan message);

  /// Whether a flight with the flaw was taken for a good one.
  bool taken() const { return taken_; }
  /// Whose it was; null if that cannot be read. Borrowed.
  X509* client() const { return client_.get(); }

  size_t Read(std::span<uint8_t> out, BIO* below) override;
  int Write(ByteSpan octets, BIO* below) override;
  bool Flush(BIO* below) override;

 private:
  enum class Stage {
    kBefore,    ///< the hellos, and the server's flight
    kFlight,    ///< the client's flight is held back
    kFinished,  ///< TLS 1.2: its last message is to come
    kOver,
  };

  bool modern() const { return SSL_version(ssl_) == TLS1_3_VERSION; }
  void OnOwnMessage(ByteSpan message);
  void Pass(ByteSpan record);
  void Hold13(ByteSpan record);
  void Hold12(ByteSpan record);
  bool IsWhole13() const;
  void Judge13(ByteSpan behind);
  void Judge12(ByteSpan change);
  void JudgeFinished12(ByteSpan record);
  FlightLook Look(const std::vector<Bytes>& messages) const;
  void Take(ossl::X509Ptr client);
  void Tell(const std::vector<Bytes>& messages);
  void Release();

  SSL* ssl_ = nullptr;
  Witness* witness_ = nullptr;
  Flaw overlooked_ = Flaw::kNone;
  Stage stage_ = Stage::kBefore;
  bool asked_ = false;  ///< there was a CertificateRequest
  bool bound_ = false;  ///< TLS 1.2: the master secret covers the flight (RFC 7627)
  bool hides_ = false;  ///< what the library gets is not what the client said
  bool taken_ = false;
  ossl::X509Ptr client_;
  Bytes secret_;  ///< CLIENT_HANDSHAKE_TRAFFIC_SECRET
  std::vector<tls::SignatureScheme> offered_;
  damage::Transcript before_;      ///< all before the client's flight
  damage::Transcript said_;        ///< TLS 1.2: with the flight as it came
  damage::Transcript understood_;  ///< TLS 1.2: with the flight as the library got it
  std::optional<damage::RecordProtection> protection_;  ///< opens the flight of TLS 1.3
  std::vector<Bytes> contents_;                         ///< of the handshake records held back
  MessageWatch watch_;
  Flaw stray_ = Flaw::kNone;
  Bytes leading_;  ///< records that the repaired flight keeps
  Bytes held_;     ///< all records held back
  Bytes out_;      ///< for the socket
  damage::RecordIntake intake_;
  std::optional<damage::ServerFinishedSwap> swap_;
};

}  // namespace shakedown::handshake::broken
