// What the server side of `handshake` reports of a connection, as plain values for diagnosis and
// reports.
#pragma once

#include <span>
#include <string>

#include "attempt/served.h"
#include "handshake/peer.h"
#include "handshake/peer_observer.h"
#include "ossl/handles.h"

namespace shakedown::run {

/// `host` is the one whose settings held, `request_name` what its request is called. `known` may
/// link a chain upwards though the client does not send it. The chain is checked as far as `host`
/// trusts anything.
attempt::ServedConnection ToServedConnection(handshake::PeerReport report,
                                             const handshake::PeerHost& host,
                                             std::string request_name,
                                             std::span<const ossl::X509Ptr> known = {});

}  // namespace shakedown::run
