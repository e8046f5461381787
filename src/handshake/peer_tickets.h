// Session tickets of the built-in peer: each carries the host it was made for, and a client that
// brings one to another host is treated as nginx does.
#pragma once

#include <openssl/ssl.h>

namespace shakedown::handshake {

/// Installs the ticket callbacks on the front context. Connections need a `TlsState`.
void InstallTicketCallbacks(SSL_CTX* front);

/// Keeps sessions in a cache, and looks at half of what a client brings only: a deviation on
/// purpose (Lapse::kIntegrity), on connections with SSL_OP_NO_TICKET.
void InstallCarelessCache(SSL_CTX* front);

}  // namespace shakedown::handshake
