// Whom the built-in peer takes a client for: an application that goes by the common name.
#pragma once

#include <openssl/ssl.h>

#include <string>

#include "handshake/broken/deviation.h"

namespace shakedown::handshake {

/// The most specific common name of the client's certificate as UTF-8, whatever octets are in it,
/// or what a careless `reading` makes of the certificate. Empty without one.
std::string UserOf(SSL* ssl, broken::Reading reading);

}  // namespace shakedown::handshake
