// The witness of one connection of the built-in peer: what the library's message callback delivers
// on the server's side, as a trace.
#pragma once

#include <optional>

#include "attempt/endpoint.h"
#include "attempt/trace.h"
#include "handshake/broken/flight_judge.h"
#include "handshake/client_witness.h"
#include "handshake/damage/server_saboteur.h"
#include "ossl/handles.h"

namespace shakedown::handshake {

/// Used by one thread. Bounded as `Witness` is.
class PeerWitness final {
 public:
  explicit PeerWitness(const attempt::Endpoint& client);

  /// What is entered into the trace by the one who missteps goes there. Borrowed, outlives the SSL.
  Witness* witness() { return &witness_; }
  void set_saboteur(damage::ServerSaboteur* saboteur) { saboteur_ = saboteur; }
  /// The same for the one who overlooks flaws.
  void set_flight_judge(broken::FlightJudge* judge) {
    flight_judge_ = judge;
    judge->set_witness(&witness_);
  }
  /// Has `ssl` report here; the witness outlives it and does not move.
  void Attach(SSL* ssl);
  /// The library met the end of the connection: the alert that it writes then reaches nobody and is
  /// no verdict.
  void OnEof() { alert_.reset(); }
  /// The handshake function returned for good. Only the first call counts.
  void OnHandshake(SSL* ssl, bool ok);
  /// A request of so many octets is complete.
  void OnRequest(size_t octets);
  /// An answer is about to go out.
  void OnAnswer(int status, const std::string& reason);
  /// The client's first octets are not TLS.
  void OnForeign(ByteSpan first);
  void OnDeadline();
  /// The client closed: FIN or reset; a close_notify before it is told as that.
  void OnClosed(attempt::PeerClosed::How how);

  /// The last ClientHello, or null. Borrowed until the next event.
  const tls::ClientHello* hello() const;
  /// The client said close_notify.
  bool goodbye() const { return goodbye_; }
  /// The trace so far, copied; or ended and given away.
  attempt::HandshakeTrace Copy();
  attempt::HandshakeTrace Finish();

 private:
  static void OnContent(int written, int version, int content_type, const void* data, size_t length,
                        SSL* ssl, void* self) noexcept;
  void Take(bool written, int content_type, ByteSpan content);

  /// Tells the alert that was held back.
  void FlushAlert();

  Witness witness_;
  damage::ServerSaboteur* saboteur_ = nullptr;
  broken::FlightJudge* flight_judge_ = nullptr;
  std::optional<Bytes> alert_;  ///< the last one written, until it is known what it meant
  bool goodbye_ = false;
  bool returned_ = false;
};

}  // namespace shakedown::handshake
