// SHA-256 (FIPS 180-4) for fingerprints that are shown to people. Folders that know no TLS library
// need it; nothing here protects a secret.
#pragma once

#include <array>
#include <cstdint>

#include "core/bytes.h"

namespace shakedown {

/// The SHA-256 digest of `data`.
std::array<uint8_t, 32> Sha256(ByteSpan data);

}  // namespace shakedown
