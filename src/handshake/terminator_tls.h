// TLS over a non-blocking socket for a thread that holds one conversation: every call waits, with a
// deadline, and gives up at once when the server stops.
#pragma once

#include <optional>
#include <span>

#include "core/bytes.h"
#include "core/clock.h"
#include "handshake/peer_stop.h"
#include "net/socket.h"
#include "ossl/handles.h"

namespace shakedown::handshake {

class TerminatorTls final {
 public:
  /// One end of a connection with `context`; `stop` is borrowed.
  TerminatorTls(SSL_CTX* context, net::Socket socket, const StopSignal& stop);

  /// The library's object, to be set up before the handshake; borrowed, null without memory.
  SSL* ssl() const { return ssl_.get(); }
  /// Server or client side of the handshake. False if it failed; an alert has then been sent.
  bool Accept(Deadline deadline);
  bool Connect(Deadline deadline);
  /// Octets read; 0 at the end of the stream; nothing on failure, deadline or stop.
  std::optional<size_t> Read(std::span<uint8_t> buffer, Deadline deadline);
  bool WriteAll(ByteSpan data, Deadline deadline);
  /// Says close_notify if TLS still stands, ends our side and lets the peer read all of it.
  void Close();

 private:
  bool Handshake(Deadline deadline);
  /// Waits for what the library wants after `result`; false if it wants nothing.
  bool Await(int result, Deadline deadline);

  net::Socket socket_;
  const StopSignal& stop_;
  ossl::SslPtr ssl_;
};

}  // namespace shakedown::handshake
