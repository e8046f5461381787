// Name resolution and TCP, each with a deadline; nothing blocks beyond it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/result.h"
#include "net/socket.h"

namespace shakedown::net {

/// A numeric address and a port.
struct Address {
  std::string text;  ///< "127.0.0.1" or "::1"
  uint16_t port = 0;
  bool v6 = false;
};

/// All addresses of `host` in the system's order. IP literals and "localhost" never leave the
/// process. The system resolver cannot be interrupted, so it runs on a thread of its own that is
/// left behind when the deadline passes. kResolve, kTimeout.
Result<std::vector<Address>> Resolve(const std::string& host, uint16_t port, Deadline deadline);

/// The addresses of hosts that need no system resolver (IP literals and "localhost" with its
/// subdomains, RFC 6761 section 6.3); empty for every other name.
std::vector<Address> ResolveInProcess(const std::string& host, uint16_t port);

/// Outcome of trying addresses in order until one accepts.
struct ConnectOutcome {
  Socket socket;         ///< invalid if none accepted
  Address address;       ///< connected to, or the last one tried
  int system_error = 0;  ///< errno of the failure that tells most; ETIMEDOUT for a deadline
  Address local;         ///< our own end; empty text if none accepted
};
/// Non-blocking connect to each address in turn, each with an equal share of the time left. A
/// failure of an address family that this machine cannot use never hides one of the other family.
ConnectOutcome Connect(const std::vector<Address>& addresses, Deadline deadline);

}  // namespace shakedown::net
