// The yardstick: the least an OpenSSL client can do for one scenario.
#pragma once

#include <cstdint>

#include "pki/identity.h"

namespace shakedown::bench {

/// `count` times: connect to 127.0.0.1:port, full TLS 1.3 handshake with `identity`, one GET, the
/// reply to its end, close. Returns how many were answered.
int RunBareClient(const pki::Identity& identity, uint16_t port, int count);

}  // namespace shakedown::bench
