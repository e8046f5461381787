// The way to the server before TLS: name, TCP, proxies; every outcome is an event.
#pragma once

#include "attempt/spec.h"
#include "handshake/client_witness.h"
#include "net/resolver.h"
#include "net/socket.h"

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

/// A stream to the target through all proxies of the spec, or an invalid socket; the reason is then
/// in the trace.
net::Socket OpenPath(const attempt::HandshakeSpec& spec, const PhaseLimit& limit,
                     net::Resolver* resolver, Witness* witness);

}  // namespace shakedown::handshake
