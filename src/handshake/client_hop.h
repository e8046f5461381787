// One hop of the way to the server: a proxy that is asked for a tunnel, or a PROXY protocol header.
#pragma once

#include <memory>

#include "attempt/hop.h"
#include "attempt/trace.h"
#include "handshake/proxy_login.h"
#include "handshake/proxy_tls.h"
#include "net/connector.h"
#include "net/resolver.h"
#include "net/transport.h"

namespace shakedown::handshake {

/// Where one stands and where one wants to go. Everything is borrowed.
struct HopInput {
  const attempt::Hop* hop = nullptr;
  int number = 0;                           ///< index into the spec's path
  const attempt::Endpoint* next = nullptr;  ///< the next proxy, or the server
  const HopLogin* login = nullptr;
  net::Address local;        ///< our own end of the TCP connection
  net::Address destination;  ///< whom a PROXY protocol header names as reached
  net::Resolver* resolver = nullptr;
  ProxyTls* proxy_tls = nullptr;
};

/// Passes a hop over `transport`, which may be another one afterwards (TLS with the proxy). What
/// came of it is the result; nothing is thrown away that the tunnel delivers.
attempt::ProxyReply PassHop(const HopInput& input, std::unique_ptr<net::Transport>* transport,
                            Deadline deadline);

}  // namespace shakedown::handshake
