// UTF-8 (RFC 3629), one code point at a time.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace shakedown {

/// A code point and the octets that it was read from.
struct CodePoint {
  char32_t value;
  size_t octets;
};

/// The code point that `text` starts with. Strict: nothing for overlong forms, surrogates, values
/// above U+10FFFF, cut-off sequences and empty text.
std::optional<CodePoint> NextCodePoint(std::string_view text);

/// Appends `c` as UTF-8, or U+FFFD if it is a surrogate or above U+10FFFF.
void AppendUtf8(char32_t c, std::string* text);

}  // namespace shakedown
