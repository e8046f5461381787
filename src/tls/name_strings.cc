#include "tls/name_strings.h"

#include <algorithm>

#include "core/utf8.h"

namespace shakedown::tls {
namespace {

bool IsUtf8(std::string_view text) {
  while (!text.empty()) {
    const auto c = NextCodePoint(text);
    if (!c) return false;
    text.remove_prefix(c->octets);
  }
  return true;
}

bool IsAscii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<uint8_t>(c) < 0x80; });
}

bool IsSurrogate(char32_t unit) { return unit >= 0xD800 && unit <= 0xDFFF; }

/// Big-endian units of 2 or 4 octets. Surrogates are a defect: BMPString has no pairs (X.680
/// section 41.19), and UniversalString no need of them.
StringContent ReadWide(ByteSpan content, size_t unit_octets) {
  StringContent result;
  result.text.reserve(content.size() / unit_octets);
  for (; content.size() >= unit_octets; content = content.subspan(unit_octets)) {
    char32_t unit = 0;
    for (const uint8_t octet : content.first(unit_octets)) unit = unit << 8 | octet;
    if (IsSurrogate(unit) || unit > 0x10FFFF) result.defect = "a value that is no character";
    AppendUtf8(unit, &result.text);
  }
  if (!content.empty()) result.defect = "not a whole number of characters";
  return result;
}

StringContent ReadLatin1(ByteSpan content) {
  StringContent result;
  result.text.reserve(content.size());
  for (const uint8_t octet : content) AppendUtf8(octet, &result.text);
  return result;
}

bool IsPrintableStringCharacter(char c) {
  const bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  return letter || (c >= '0' && c <= '9') ||
         std::string_view(" '()+,-./:=?").find(c) != std::string_view::npos;
}

}  // namespace

bool IsStringTag(uint8_t tag) {
  switch (tag) {
    case kUtf8String:
    case kNumericString:
    case kPrintableString:
    case kTeletexString:
    case kIa5String:
    case kVisibleString:
    case kUniversalString:
    case kBmpString: return true;
    default: return false;
  }
}

StringContent ReadString(uint8_t tag, ByteSpan content) {
  if (tag == kBmpString) return ReadWide(content, 2);
  if (tag == kUniversalString) return ReadWide(content, 4);
  if (tag == kTeletexString) return ReadLatin1(content);
  StringContent result{std::string(AsText(content)), {}};
  if (tag == kUtf8String) {
    if (!IsUtf8(result.text)) result.defect = "not UTF-8";
  } else if (!IsAscii(result.text)) {
    result.defect = "an octet above 0x7f in a 7-bit string";
  }
  return result;
}

bool FitsString(uint8_t tag, std::string_view text) {
  if (tag == kPrintableString) return std::ranges::all_of(text, IsPrintableStringCharacter);
  if (tag == kIa5String) return IsAscii(text);
  return tag == kUtf8String && IsUtf8(text);
}

}  // namespace shakedown::tls
