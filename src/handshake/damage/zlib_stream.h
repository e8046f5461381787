// ZLIB streams (RFC 1950) for CompressedCertificate (RFC 8879), without a compressor.
#pragma once

#include "core/bytes.h"

namespace shakedown::handshake::damage {

/// A stream of stored blocks: somewhat longer than `content`, and valid.
Bytes ZlibStored(ByteSpan content);
/// A valid stream that unpacks to about `octets` zeros and is 160 times shorter.
Bytes ZlibZeros(size_t octets);

}  // namespace shakedown::handshake::damage
