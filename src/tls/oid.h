// OBJECT IDENTIFIER values: DER content octets to dotted decimal and back (X.690 section 8.19).
// Arcs may be of any size, because 2.25 arcs hold UUIDs of 128 bits.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/bytes.h"

namespace shakedown::tls {

/// Longest encoding looked at, in octets.
inline constexpr size_t kMaxOidOctets = 64;

/// "2.5.4.3" for the content octets of an OBJECT IDENTIFIER; nothing if they are not DER or longer
/// than `kMaxOidOctets`.
std::optional<std::string> OidText(ByteSpan content);
/// The content octets for "2.5.4.3"; nothing if `text` is not an OID in dotted decimal.
std::optional<Bytes> OidFromText(std::string_view text);

}  // namespace shakedown::tls
