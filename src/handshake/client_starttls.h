// Asking for TLS in clear, as part of a handshake: the dialogue becomes events.
#pragma once

#include "attempt/spec.h"
#include "handshake/client_connect.h"
#include "handshake/client_witness.h"
#include "net/transport.h"

namespace shakedown::handshake {

/// Holds the dialogue that the spec's target needs before TLS, if it needs one. Whether TLS may
/// begin; if not, the reason is in the trace.
bool PrepareForTls(const attempt::HandshakeSpec& spec, net::Transport& transport,
                   const PhaseLimit& limit, Witness* witness);

}  // namespace shakedown::handshake
