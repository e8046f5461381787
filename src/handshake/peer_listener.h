// The listening socket of the built-in servers: 127.0.0.1 unless told otherwise, non-blocking.
#pragma once

#include <cstdint>

#include "attempt/endpoint.h"
#include "core/result.h"
#include "net/socket.h"

namespace shakedown::handshake {

/// A socket bound to 127.0.0.1:`port` (0: any free port) that listens; kConnect if that fails.
Result<net::Socket> ListenOnLoopback(uint16_t port);
/// The same for any numeric address of the machine, IPv4 or IPv6; kUsage if it is not numeric.
Result<net::Socket> ListenOn(const attempt::Endpoint& endpoint);
/// The port that a listening socket got; 0 if the system does not say.
uint16_t BoundPort(const net::Socket& listener);

/// What accepting came to.
struct Accepted {
  net::Socket socket;          ///< non-blocking, TCP_NODELAY; invalid if there was none
  attempt::Endpoint client{};  ///< numeric
  bool exhausted = false;      ///< no descriptor or memory is left: wait before trying again
};
/// One accept(2); never blocks.
Accepted AcceptOne(const net::Socket& listener);

}  // namespace shakedown::handshake
