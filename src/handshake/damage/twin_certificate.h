// Another certificate for the same key, for signatures that were made over it.
#pragma once

#include <openssl/evp.h>

#include "core/bytes.h"
#include "tls/code_points.h"

namespace shakedown::handshake::damage {

/// The Certificate message `message` with another first certificate: the same names and the same
/// key, another serial number, signed by `key` (borrowed) itself. Empty if there is no certificate
/// or the library fails.
Bytes WithTwinCertificate(tls::Version version, ByteSpan message, EVP_PKEY* key);

}  // namespace shakedown::handshake::damage
