// Octets as hexadecimal text, both ways.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/bytes.h"

namespace shakedown {

/// Lower-case hex without separators.
std::string ToHex(ByteSpan bytes);
/// "0x" and exactly `digits` hex digits of `value`.
std::string ToHexNumber(uint32_t value, int digits);
/// The octets written in `text`; blanks and colons between octets are allowed. Nothing if any other
/// character stands in it or a digit is missing.
std::optional<Bytes> FromHex(std::string_view text);

}  // namespace shakedown
