// A ClientHello of TLS 1.2 (RFC 5246 section 7.4.1.2) with what a suite wants missing in it.
#pragma once

#include "core/bytes.h"

namespace shakedown::handshake::damage {

/// The message without the two signs of secure renegotiation (RFC 5746 section 3.3): the signalling
/// cipher suite and the extension. Unchanged if it does not read.
Bytes WithoutSecureRenegotiation(ByteSpan message);

}  // namespace shakedown::handshake::damage
