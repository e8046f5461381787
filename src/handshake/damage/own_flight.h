// A client's flight with a certificate (RFC 9846 section 4.5) that the library was never asked for.
#pragma once

#include <openssl/ssl.h>

#include <optional>
#include <vector>

#include "core/bytes.h"
#include "tls/code_points.h"

namespace shakedown::handshake::damage {

/// The scheme of TLS 1.3 that a key signs CertificateVerify with where all are fine; nothing for
/// kinds of keys that TLS 1.3 cannot sign with.
std::optional<tls::SignatureScheme> UsualScheme(const EVP_PKEY* key);

/// Certificate with the leaf and chain that `ssl` is configured with, CertificateVerify and
/// Finished: the first complete, with an empty context, the others to be signed and computed
/// (flight.h does it). Empty without a usable identity.
std::vector<Bytes> OwnFlight(SSL* ssl);

}  // namespace shakedown::handshake::damage
