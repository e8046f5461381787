// Extensions that a suite adds to the ClientHello, to see whether the server agrees to what it
// should not.
#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <vector>

#include "attempt/damage.h"
#include "core/bytes.h"
#include "core/result.h"

namespace shakedown::handshake {

/// Content of the extensions that were added; has to live as long as the context.
using HelloOffers = std::vector<std::unique_ptr<const Bytes>>;

/// Adds what `damage` does to the ClientHello by `extension`. A server that answers one gets the
/// alert unsupported_extension: nothing here can carry out what it agreed to. kUnsupported for a
/// type that the TLS library handles itself.
Result<HelloOffers> OfferExtensions(SSL_CTX* context, std::span<const attempt::Damage> damage);

}  // namespace shakedown::handshake
