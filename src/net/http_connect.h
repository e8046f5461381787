// CONNECT through an HTTP proxy (RFC 9110 section 9.3.6); the reply is kept as evidence.
#pragma once

#include <string>

#include "core/clock.h"
#include "net/socket.h"

namespace shakedown::net {

struct ConnectReply {
  bool opened = false;  ///< 2xx
  bool timed_out = false;
  bool closed = false;  ///< the proxy closed without a complete reply
  int status = 0;       ///< 0 if the reply was not HTTP
  std::string reason;   ///< status line, printable, at most 200 characters
};

/// Asks the proxy on `socket` for a tunnel to host:port. Reads no octet beyond the reply's header,
/// at most 16 KiB of it.
ConnectReply HttpConnect(Socket& socket, const std::string& host, uint16_t port, Deadline deadline);

}  // namespace shakedown::net
