// The list of CA names in a CertificateRequest, the same in all versions.
#pragma once

#include <string_view>
#include <vector>

#include "core/byte_reader.h"
#include "tls/distinguished_name.h"

namespace shakedown::tls {

/// Most names looked at; a list of 2^16 octets can hold a few more senseless ones.
inline constexpr size_t kMaxCaNames = 20'000;

/// Reads DistinguishedName values (opaque<1..2^16-1>, RFC 9846 section 4.3.4, RFC 5246
/// section 7.4.4) to the end of `list`. A name that is not DER is reported and kept, and the list
/// goes on.
std::vector<DistinguishedName> ReadCaNames(ByteReader list, std::string_view field);

}  // namespace shakedown::tls
