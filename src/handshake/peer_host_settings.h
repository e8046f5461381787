// What a host of the built-in peer says in its CertificateRequest, and what it believes, as
// settings of a library context.
#pragma once

#include <openssl/ssl.h>

#include <span>

#include "core/result.h"
#include "handshake/peer.h"

namespace shakedown::handshake {

/// Applies what `host` announces, trusts, asks for and answers to `context`. `host` outlives it.
Result<void> ApplyHostSettings(SSL_CTX* context, const PeerHost& host);

/// The library makes room for the extensions of a ClientHello by the context that it begins with,
/// and walks over them by that of the host: the first must know as many as any of the second.
Result<void> MakeRoom(SSL_CTX* front, std::span<const PeerHost> hosts);

}  // namespace shakedown::handshake
