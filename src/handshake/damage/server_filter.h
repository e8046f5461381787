// The place of a ServerSaboteur: a filter of the TLS library under the server's side of a
// connection.
#pragma once

#include <openssl/ssl.h>

namespace shakedown::handshake::damage {

class ServerSaboteur;

/// Puts `saboteur` (borrowed, outlives `ssl`) before the socket to which `ssl` writes. Gives that
/// socket's BIO, owned by `ssl`; null if the library is out of memory.
BIO* PushServerFilter(SSL* ssl, ServerSaboteur* saboteur);

}  // namespace shakedown::handshake::damage
