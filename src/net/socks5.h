// A tunnel through a SOCKS5 proxy (RFC 1928), with user and password (RFC 1929) if it wants them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/clock.h"
#include "net/transport.h"

namespace shakedown::net {

/// Each part has at most 255 octets (RFC 1929 section 2).
struct SocksLogin {
  std::string user;
  std::string password;  ///< a secret
};

struct SocksRequest {
  std::string host;  ///< an IP literal goes out as an address, everything else as a name
  uint16_t port = 0;
  std::optional<SocksLogin> login;  ///< absent: only "no authentication" is offered
};

struct SocksReply {
  /// The last thing that was asked for.
  enum class Stage {
    kMethod,  ///< an authentication method (RFC 1928 section 3)
    kLogin,   ///< user and password (RFC 1929)
    kTunnel,  ///< the connection (RFC 1928 section 4)
  };
  Stage stage = Stage::kMethod;
  bool opened = false;
  bool timed_out = false;
  bool closed = false;      ///< the proxy closed without a complete reply
  bool login_sent = false;  ///< the proxy wanted and got user and password
  int code = 0;             ///< the reply's code in its stage; 0 also if there was none
  std::string reason;       ///< what the answer means, or its first octets, printable
};

/// Asks the proxy behind `transport` for a tunnel. Reads no octet beyond its replies.
SocksReply Socks5Connect(Transport& transport, const SocksRequest& request, Deadline deadline);

}  // namespace shakedown::net
