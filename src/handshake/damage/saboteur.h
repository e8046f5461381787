// Carries out deliberate damage on one connection, between the TLS library and the wire. Only
// connections whose spec asks for damage have one.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "attempt/damage.h"
#include "attempt/trace.h"
#include "handshake/client_witness.h"
#include "handshake/damage/flight.h"
#include "handshake/damage/late_flight.h"
#include "handshake/damage/record_seal.h"
#include "handshake/damage/server_finished.h"
#include "ossl/handles.h"

namespace shakedown::handshake::damage {

/// Used by one thread. The library speaks to itself as ever; what it says in the flight that is to
/// be damaged is replaced on its way out, and entered into the trace as it really went.
class Saboteur final {
 public:
  /// `ssl` and `witness` are borrowed and outlive this object. `recorded` is what can be replayed.
  Saboteur(std::vector<attempt::Damage> damage, SSL* ssl, Witness* witness,
           std::vector<Bytes> recorded = {});

  /// A line of the library's key log: the client's secrets of TLS 1.3 are kept.
  void OnSecret(std::string_view line);
  /// A message that the library sends or got; true if it is entered into the trace here.
  bool OnMessage(attempt::Side from, ByteSpan message);
  /// What is to go out in place of `records`, all that the library has to say at present.
  Bytes Outgoing(ByteSpan records);
  /// What the library is to get in place of what arrived.
  Bytes Incoming(ByteSpan octets);

  /// Whether the flight was written anew: the library's idea of the handshake is then another than
  /// the server's, so its session is of no use.
  bool rewrote() const { return rewrote_; }

 private:
  enum class Stage { kBefore, kFlight, kReady, kOver };

  bool CollectFlight(tls::HandshakeType type, ByteSpan message);
  void Announce(const attempt::Damage& damage);
  Bytes PassFlight(ByteSpan records);
  void OnHello(ByteSpan message);
  Bytes EditHello(ByteSpan records);
  Bytes EditSealedHello(ByteSpan records);
  Bytes CutHello(ByteSpan records);
  FlightOrder Order() const;
  std::optional<Bytes> Rewrite13(ByteSpan records);
  std::optional<Bytes> Rewrite12();
  void GiveUp();

  const std::vector<attempt::Damage> damage_;  ///< done until the handshake stands
  const std::vector<Bytes> recorded_;
  SSL* const ssl_;
  Witness* const witness_;
  const bool rewrites_;
  /// Every ClientHello is to hide secure renegotiation.
  const attempt::Damage* hidden_ = nullptr;
  std::optional<LateFlight> late_;  ///< what is done after it
  Stage stage_ = Stage::kBefore;
  Transcript before_;          ///< as it crosses the wire
  Transcript library_before_;  ///< as the library has it
  std::vector<Bytes> library_;
  Bytes secret_;  ///< CLIENT_HANDSHAKE_TRAFFIC_SECRET
  std::optional<ServerFinishedSwap> swap_;
  std::optional<RecordProtection> client_;  ///< TLS 1.2: while a second ClientHello is waited for
  bool announced_hello_ = false;
  bool rewrote_ = false;
};

}  // namespace shakedown::handshake::damage
