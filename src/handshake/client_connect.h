// The way to the server before TLS: name, TCP, proxies; every outcome is an event.
#pragma once

#include <memory>
#include <vector>

#include "attempt/spec.h"
#include "handshake/client_witness.h"
#include "handshake/proxy_login.h"
#include "handshake/proxy_tls.h"
#include "net/resolver.h"
#include "net/transport.h"

namespace shakedown::handshake {

/// The longest wait of a phase, and the whole handshake's.
struct PhaseLimit {
  Deadline deadline;  ///< the earlier of both
  Deadline total;
  Milliseconds phase_limit;
  Milliseconds total_limit;

  /// Starts a phase of at most `limit` now.
  static PhaseLimit Start(Deadline total, Milliseconds total_limit, Milliseconds limit) {
    return {total.Within(limit), total, limit, total_limit};
  }
  /// The event for this limit: the phase's own wait, or the total if that is over too.
  attempt::DeadlineHit Hit(attempt::DeadlineHit::Wait wait) const;
};

/// What the way is made with; everything is borrowed.
struct PathInput {
  const attempt::HandshakeSpec* spec = nullptr;
  const std::vector<HopLogin>* logins = nullptr;  ///< one for each hop of the spec
  net::Resolver* resolver = nullptr;
  ProxyTls* proxy_tls = nullptr;
};

/// A stream to the target through all hops of the spec, or null; the reason is then in the trace.
std::unique_ptr<net::Transport> OpenPath(const PathInput& input, const PhaseLimit& limit,
                                         Witness* witness);

}  // namespace shakedown::handshake
