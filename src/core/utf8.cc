#include "core/utf8.h"

#include <cstdint>

namespace shakedown {
namespace {

/// Number of continuation octets a UTF-8 lead octet announces, or nothing.
std::optional<size_t> ContinuationOctets(uint8_t lead) {
  if (lead < 0x80) return 0;
  if (lead >= 0xC2 && lead <= 0xDF) return 1;
  if (lead >= 0xE0 && lead <= 0xEF) return 2;
  if (lead >= 0xF0 && lead <= 0xF4) return 3;
  return std::nullopt;
}

bool IsScalar(char32_t c) { return c <= 0x10FFFF && (c < 0xD800 || c > 0xDFFF); }

char Octet(char32_t bits) { return static_cast<char>(static_cast<uint8_t>(bits)); }

}  // namespace

std::optional<CodePoint> NextCodePoint(std::string_view text) {
  if (text.empty()) return std::nullopt;
  const auto lead = static_cast<uint8_t>(text[0]);
  const auto more = ContinuationOctets(lead);
  if (!more || *more >= text.size()) return std::nullopt;
  if (*more == 0) return CodePoint{lead, 1};
  char32_t value = lead & (0x3F >> *more);
  for (size_t i = 1; i <= *more; ++i) {
    const auto octet = static_cast<uint8_t>(text[i]);
    if ((octet & 0xC0) != 0x80) return std::nullopt;
    value = value << 6 | (octet & 0x3F);
  }
  constexpr char32_t kSmallest[] = {0, 0x80, 0x800, 0x10000};
  if (value < kSmallest[*more] || !IsScalar(value)) return std::nullopt;
  return CodePoint{value, *more + 1};
}

void AppendUtf8(char32_t c, std::string* text) {
  if (!IsScalar(c)) c = 0xFFFD;
  if (c < 0x80) {
    *text += Octet(c);
    return;
  }
  if (c < 0x800) {
    *text += Octet(0xC0 | c >> 6);
  } else if (c < 0x10000) {
    *text += Octet(0xE0 | c >> 12);
    *text += Octet(0x80 | (c >> 6 & 0x3F));
  } else {
    *text += Octet(0xF0 | c >> 18);
    *text += Octet(0x80 | (c >> 12 & 0x3F));
    *text += Octet(0x80 | (c >> 6 & 0x3F));
  }
  *text += Octet(0x80 | (c & 0x3F));
}

}  // namespace shakedown
