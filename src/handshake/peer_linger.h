// Closing a connection so that the last octets sent are not eaten by a reset.
#pragma once

#include "handshake/peer_stop.h"
#include "net/socket.h"

namespace shakedown::handshake {

/// The most octets that are read and dropped after our side has ended, and for how long.
inline constexpr size_t kMaxLingerOctets = 256 * 1024;
inline constexpr Milliseconds kLingerLimit{2000};

/// Ends our side and reads until the other side ends too, within the limits above. A socket closed
/// with unread octets would send a reset, and that overtakes what the client has not read yet.
void LingerAndClose(net::Socket& socket, const StopSignal& stop);

}  // namespace shakedown::handshake
