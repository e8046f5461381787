#include "tls/string_preparation.h"

#include <algorithm>
#include <cstdint>

#include "core/utf8.h"

namespace shakedown::tls {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

template <size_t kSize>
bool IsIn(const Range (&ranges)[kSize], char32_t c) {
  return std::ranges::any_of(ranges, [c](Range r) { return c >= r.first && c <= r.last; });
}

/// RFC 4518 section 2.2: mapped to nothing.
bool IsDropped(char32_t c) {
  constexpr Range kDropped[] = {
      {0x0000, 0x0008}, {0x000E, 0x001F},   {0x007F, 0x0084},   {0x0086, 0x009F},
      {0x00AD, 0x00AD}, {0x034F, 0x034F},   {0x06DD, 0x06DD},   {0x070F, 0x070F},
      {0x1806, 0x1806}, {0x180B, 0x180E},   {0x200B, 0x200F},   {0x202A, 0x202E},
      {0x2060, 0x2063}, {0x206A, 0x206F},   {0xFE00, 0xFE0F},   {0xFEFF, 0xFEFF},
      {0xFFF9, 0xFFFC}, {0x1D173, 0x1D17A}, {0xE0001, 0xE0001}, {0xE0020, 0xE007F},
  };
  return IsIn(kDropped, c);
}

/// RFC 4518 section 2.2: mapped to SPACE.
bool IsBlank(char32_t c) {
  constexpr Range kBlanks[] = {
      {0x0009, 0x000D}, {0x0020, 0x0020}, {0x0085, 0x0085}, {0x00A0, 0x00A0}, {0x1680, 0x1680},
      {0x2000, 0x200A}, {0x2028, 0x2029}, {0x202F, 0x202F}, {0x205F, 0x205F}, {0x3000, 0x3000},
  };
  return IsIn(kBlanks, c);
}

/// Capital letters of a block: each `step` code points one, its small letter `distance` further.
struct CaseBlock {
  char32_t first;
  char32_t last;
  int distance;
  char32_t step = 1;
};

/// Unicode simple case folding of the scripts that names of CAs use.
constexpr CaseBlock kCaseBlocks[] = {
    {0x00B5, 0x00B5, 775},  {0x00C0, 0x00D6, 32},   {0x00D8, 0x00DE, 32},   {0x0100, 0x012E, 1, 2},
    {0x0132, 0x0136, 1, 2}, {0x0139, 0x0147, 1, 2}, {0x014A, 0x0176, 1, 2}, {0x0178, 0x0178, -121},
    {0x0179, 0x017D, 1, 2}, {0x0218, 0x021E, 1, 2}, {0x0222, 0x0232, 1, 2}, {0x0386, 0x0386, 38},
    {0x0388, 0x038A, 37},   {0x038C, 0x038C, 64},   {0x038E, 0x038F, 63},   {0x0391, 0x03A1, 32},
    {0x03A3, 0x03AB, 32},   {0x03C2, 0x03C2, 1},    {0x0400, 0x040F, 80},   {0x0410, 0x042F, 32},
    {0x0460, 0x0480, 1, 2}, {0x048A, 0x04BE, 1, 2}, {0x04C1, 0x04CD, 1, 2}, {0x04D0, 0x052E, 1, 2},
    {0x0531, 0x0556, 48},   {0x1E00, 0x1E94, 1, 2}, {0x1EA0, 0x1EFE, 1, 2},
};

char32_t Folded(char32_t c) {
  // Full-width forms are ASCII to NFKC.
  if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;
  if (c < 0x80) return c >= 'A' && c <= 'Z' ? c + 32 : c;
  for (const CaseBlock& block : kCaseBlocks) {
    if (c < block.first || c > block.last || (c - block.first) % block.step != 0) continue;
    return static_cast<char32_t>(static_cast<int32_t>(c) + block.distance);
  }
  return c;
}

void AppendFolded(char32_t c, std::string* text) {
  if (c == 0xDF || c == 0x1E9E) {
    *text += "ss";
  } else if (c == 0x017F) {
    *text += 's';
  } else {
    AppendUtf8(Folded(c), text);
  }
}

}  // namespace

std::string PreparedForMatching(std::string_view text) {
  std::string prepared;
  prepared.reserve(text.size());
  bool blank = false;
  while (!text.empty()) {
    const auto c = NextCodePoint(text);
    const std::string_view piece = text.substr(0, c ? c->octets : 1);
    text.remove_prefix(piece.size());
    if (c && IsDropped(c->value)) continue;
    if (c && IsBlank(c->value)) {
      blank = true;
      continue;
    }
    // RFC 4518 section 2.6.1: blanks count only between words, and only once.
    if (blank && !prepared.empty()) prepared += ' ';
    blank = false;
    if (c) {
      AppendFolded(c->value, &prepared);
    } else {
      prepared += piece;
    }
  }
  return prepared;
}

}  // namespace shakedown::tls
