// OpenSSL's callbacks of the client: noexcept edges that hand what the library says to the
// connection it is about.
#pragma once

#include "handshake/client_key_log.h"
#include "handshake/client_witness.h"
#include "handshake/damage/saboteur.h"
#include "ossl/handles.h"

namespace shakedown::handshake {

/// What the callbacks fill for one connection.
struct CallbackSink {
  Witness* witness = nullptr;            ///< borrowed
  damage::Saboteur* saboteur = nullptr;  ///< borrowed; null without deliberate damage
  ossl::SessionPtr session;              ///< the last one the server gave
  bool keep_first = false;               ///< `session` is the first one instead
};

/// Installs the callbacks on a context. `key_log` (borrowed, outlives the context) may be disabled;
/// `for_damage` hands secrets to the connection's saboteur.
/// The server's certificate is accepted as it is: our opinion of it is recorded apart.
void InstallCallbacks(SSL_CTX* context, KeyLog* key_log, bool for_damage = false);

/// Connects `ssl` to `sink` (borrowed, outlives the connection); called once. False if the library
/// is out of memory.
bool AttachSink(SSL* ssl, CallbackSink* sink);

}  // namespace shakedown::handshake
