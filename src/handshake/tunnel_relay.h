// Passes octets between two sockets, both ways at once.
#pragma once

#include <string>

#include "core/clock.h"
#include "handshake/peer_stop.h"
#include "net/socket.h"

namespace shakedown::handshake {

/// Relays until both sides have ended, one is reset, nothing moved for `idle_limit`, or `stop` is
/// raised. An end of file on one side ends only that direction (half-close); a reset is passed on
/// as a reset, after what came before it. At most 16 KiB are held for each direction. `to_right`
/// are octets that were already read from `left`.
void RelayTunnel(net::Socket& left, net::Socket& right, std::string to_right,
                 Milliseconds idle_limit, const StopSignal& stop);

}  // namespace shakedown::handshake
