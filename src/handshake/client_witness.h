// The witness of one handshake: writes down what crosses the wire, with time and direction, within
// bounds that no peer can exceed, and answers the few questions that steer the client.
#pragma once

#include <chrono>
#include <optional>

#include "attempt/trace.h"
#include "handshake/record_scanner.h"

namespace shakedown::handshake {

/// Used by one thread. At most 512 events and 2 MiB of messages: when there are more, records are
/// left out first and messages next, so that alerts, replies and closes always find room.
class Witness final {
 public:
  /// The handshake starts now.
  Witness();

  /// Appends an event with the present time.
  void Add(attempt::EventBody body);
  void OnRecord(attempt::Side from, const RecordHeader& record);
  /// One handshake message in plaintext, header included; decoded in the negotiated version.
  void OnMessage(attempt::Side from, ByteSpan message);
  /// The content of an alert, in plaintext. A close_notify is not an event of its own: the server's
  /// is kept for PeerClosed, ours says nothing.
  void OnAlert(attempt::Side from, ByteSpan content);
  /// Appends PeerClosed; only the first call does.
  void OnClosed(attempt::PeerClosed::How how);

  attempt::Phase phase() const { return phase_; }
  void set_phase(attempt::Phase phase) { phase_ = phase; }

  /// The server sent close_notify.
  bool close_notify() const { return close_notify_; }
  /// The server sent an alert that ends the connection.
  bool fatal_alert() const { return fatal_alert_; }
  /// NewSessionTicket messages received.
  int tickets() const { return tickets_; }
  /// HelloRequest messages received: the server asked for a renegotiation.
  int hello_requests() const { return hello_requests_; }
  /// ServerHello messages received, without HelloRetryRequest.
  int server_hellos() const { return server_hellos_; }
  /// CertificateRequest messages received, of all times.
  int certificate_requests() const { return certificate_requests_; }
  /// The server's first Certificate; null before it came. Borrowed until the next event.
  const tls::CertificateMessage* server_certificate() const;

  /// The client's last ClientHello; null before it. Borrowed until the next event.
  const tls::ClientHello* client_hello() const;

  /// The trace so far.
  attempt::HandshakeTrace Copy() const;
  /// Ends the trace and gives it away.
  attempt::HandshakeTrace Finish();

 private:
  void Count(attempt::Side from, const attempt::Message& message);

  const SteadyTime start_;
  attempt::HandshakeTrace trace_;
  attempt::Phase phase_ = attempt::Phase::kBeforeServerHello;
  tls::Version version_ = tls::Version::kTls12;
  size_t message_octets_ = 0;
  std::optional<size_t> server_certificate_;  ///< index of the event
  bool close_notify_ = false;
  bool fatal_alert_ = false;
  bool closed_ = false;
  int tickets_ = 0;
  int hello_requests_ = 0;
  int certificate_requests_ = 0;
  int server_hellos_ = 0;
};

}  // namespace shakedown::handshake
