#include "core/hex.h"

namespace shakedown {
namespace {

constexpr char kDigits[] = "0123456789abcdef";

std::optional<uint8_t> DigitValue(char c) {
  if (c >= '0' && c <= '9') return static_cast<uint8_t>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<uint8_t>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<uint8_t>(c - 'A' + 10);
  return std::nullopt;
}

bool IsSeparator(char c) { return c == ' ' || c == ':' || c == '\t' || c == '\n' || c == '\r'; }

}  // namespace

std::string ToHex(ByteSpan bytes) {
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const uint8_t octet : bytes) {
    text += kDigits[octet >> 4];
    text += kDigits[octet & 15];
  }
  return text;
}

std::string ToHexNumber(uint32_t value, int digits) {
  std::string text = "0x";
  for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) text += kDigits[(value >> shift) & 15];
  return text;
}

std::optional<Bytes> FromHex(std::string_view text) {
  Bytes bytes;
  size_t i = 0;
  while (i < text.size()) {
    if (IsSeparator(text[i])) {
      ++i;
      continue;
    }
    if (i + 1 >= text.size()) return std::nullopt;
    const auto high = DigitValue(text[i]);
    const auto low = DigitValue(text[i + 1]);
    if (!high || !low) return std::nullopt;
    bytes.push_back(static_cast<uint8_t>(*high << 4 | *low));
    i += 2;
  }
  return bytes;
}

}  // namespace shakedown
