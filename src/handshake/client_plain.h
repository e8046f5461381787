// A request in clear, to a port that may speak TLS or not: what does it say to somebody who does
// not?
#pragma once

#include "handshake/client_connect.h"
#include "handshake/client_witness.h"
#include "handshake/http_request.h"
#include "net/transport.h"

namespace shakedown::handshake {

/// Makes `request` without TLS, waits for the answer within `limit` and records it: an HTTP reply,
/// a TLS alert, or how the server closed.
void AskInClear(const PreparedRequest& request, const PhaseLimit& limit, net::Transport& transport,
                Witness* witness);

}  // namespace shakedown::handshake
