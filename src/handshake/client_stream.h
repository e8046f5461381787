// TLS over a non-blocking transport with our own pump: the library works on memory only, so that
// every record, its time and its direction are known and every wait has a deadline.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include "attempt/trace.h"
#include "core/clock.h"
#include "handshake/client_witness.h"
#include "handshake/damage/saboteur.h"
#include "handshake/record_scanner.h"
#include "net/transport.h"
#include "ossl/handles.h"

namespace shakedown::handshake {

/// How a step of the TLS library ended.
enum class Step {
  kDone,        ///< the handshake is through, or application data was read or written
  kWantsInput,  ///< nothing more happens until the peer sends something
  kClosed,      ///< the peer closed: close_notify, FIN or reset
  kFailed,      ///< an alert or a violation ended TLS
};

/// How a wait for the peer ended.
enum class Input {
  kArrived,   ///< octets came (or may have come): try the library again
  kClosed,    ///< FIN or reset: no octet will come; the library has had all there was
  kDeadline,  ///< nothing came in time
  kNotTls,    ///< the very first octets are no TLS record
  kTooMuch,   ///< the peer sent more than we are willing to read
};

class TlsStream final {
 public:
  /// `ssl` has no BIOs yet. `saboteur` (borrowed, null as a rule) changes what crosses the wire.
  TlsStream(std::unique_ptr<net::Transport> transport, ossl::SslPtr ssl, Witness* witness,
            damage::Saboteur* saboteur = nullptr);
  ~TlsStream();
  TlsStream(const TlsStream&) = delete;
  TlsStream& operator=(const TlsStream&) = delete;

  /// Each runs the library once on what has arrived and sends what it has to say; `deadline` limits
  /// the sending. After kClosed or kFailed none may be called again.
  Step Handshake(Deadline deadline);
  /// From now on what the library says last in the handshake waits for the first `Write`, so that
  /// both share a segment. Meant for TLS 1.3, where nothing follows the client's Finished.
  void HoldFinished() { hold_finished_ = true; }
  Step Read(std::span<uint8_t> out, size_t* octets, Deadline deadline);
  Step Write(std::string_view data, Deadline deadline);
  /// The ClientHello, and `data` behind it as early data (RFC 9846 section 4.3.10); before the
  /// first `Handshake`, with a session that allows as much.
  /// `before_sending`, if given, gets all octets of this flight before they leave.
  Step WriteEarly(std::string_view data, Deadline deadline,
                  const std::function<void(ByteSpan)>& before_sending = nullptr);

  /// Once the server has asked for a certificate, what leaves waits for `pause` first, and then
  /// goes octet by octet, `between_octets` apart; both end when the server speaks or closes. 0: no
  /// waiting.
  void Dawdle(Milliseconds pause, Milliseconds between_octets);

  /// One wait for the peer, and one read.
  Input Wait(Deadline deadline);
  /// Says close_notify if that still makes sense; does not wait.
  void SayGoodbye();

  /// How the peer closed the transport or TLS; nothing while it is open.
  std::optional<attempt::PeerClosed::How> peer_closed() const;
  /// The peer reset the connection while we were writing; what it sent before can still be read.
  bool write_broken() const { return write_broken_; }
  /// Whether all that the library wanted to send has left.
  bool all_sent() const { return outgoing_.empty(); }
  /// The first octets the peer sent, at most 64.
  ByteSpan first_octets() const { return std::span(first_).first(first_count_); }

  SSL* ssl() const { return ssl_.get(); }  ///< borrowed
  /// Number of the library and its reason for the last kFailed or kClosed.
  int error_library() const { return error_library_; }
  int error_reason() const { return error_reason_; }

 private:
  Step Classify(int result, Deadline deadline);
  void CollectOutput();
  void Send(Deadline deadline);
  bool SendSlowly(Deadline deadline);
  void Accept(ByteSpan octets);

  const std::unique_ptr<net::Transport> transport_;
  ossl::SslPtr ssl_;
  BIO* input_ = nullptr;   ///< owned by ssl_
  BIO* output_ = nullptr;  ///< owned by ssl_
  Witness* const witness_;
  damage::Saboteur* const saboteur_;
  RecordScanner from_peer_;
  RecordScanner to_peer_;
  Bytes outgoing_;
  size_t sent_ = 0;
  size_t received_ = 0;
  Milliseconds pause_{0};           ///< before the next octet; 0: none
  Milliseconds between_octets_{0};  ///< 0: as fast as it goes
  bool usable_ = true;
  bool hold_finished_ = false;
  bool write_broken_ = false;
  std::optional<attempt::PeerClosed::How> transport_closed_;
  int error_library_ = 0;
  int error_reason_ = 0;
  size_t first_count_ = 0;
  std::array<uint8_t, 64> first_;
  std::array<uint8_t, 17 * 1024> buffer_;  ///< a whole record of the largest kind
};

}  // namespace shakedown::handshake
