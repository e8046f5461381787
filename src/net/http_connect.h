// CONNECT through an HTTP proxy (RFC 9110 section 9.3.6); the reply is kept as evidence.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/clock.h"
#include "net/transport.h"

namespace shakedown::net {

struct ConnectRequest {
  std::string host;  ///< name or IP literal, without brackets
  uint16_t port = 0;
  /// Value of Proxy-Authorization (RFC 9110 section 11.7.2); empty: none is sent. A secret.
  std::string authorization;
};

struct ConnectReply {
  bool opened = false;  ///< 2xx
  bool timed_out = false;
  bool closed = false;  ///< the proxy closed without a complete reply
  int status = 0;       ///< 0 if the reply was not HTTP
  std::string reason;   ///< status line, printable, at most 200 characters
  /// Schemes of Proxy-Authenticate (RFC 9110 section 11.7.1), as spelled, at most 8, printable.
  std::vector<std::string> schemes;
  /// The field in which the proxy says why, if there is one: "X-Squid-Error: ERR_DNS_FAIL 0", or
  /// Proxy-Status (RFC 9209). Printable, at most 200 characters.
  std::string detail;
};

/// Asks the proxy behind `transport` for a tunnel. Reads no octet beyond the reply's header, at
/// most 16 KiB of it.
ConnectReply HttpConnect(Transport& transport, const ConnectRequest& request, Deadline deadline);

}  // namespace shakedown::net
