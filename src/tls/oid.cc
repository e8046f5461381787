#include "tls/oid.h"

#include <algorithm>

namespace shakedown::tls {
namespace {

/// `decimal` * 128 + `low`, in decimal digits.
void ShiftIn(uint8_t low, std::string* decimal) {
  unsigned carry = low;
  for (size_t i = decimal->size(); i-- > 0;) {
    const unsigned value = static_cast<unsigned>((*decimal)[i] - '0') * 128 + carry;
    (*decimal)[i] = static_cast<char>('0' + value % 10);
    carry = value / 10;
  }
  for (; carry != 0; carry /= 10) decimal->insert(0, 1, static_cast<char>('0' + carry % 10));
}

/// Divides `decimal` by 128 and returns the rest; "" is zero.
uint8_t ShiftOut(std::string* decimal) {
  unsigned rest = 0;
  for (char& digit : *decimal) {
    const unsigned value = rest * 10 + static_cast<unsigned>(digit - '0');
    digit = static_cast<char>('0' + value / 128);
    rest = value % 128;
  }
  decimal->erase(0, std::min(decimal->find_first_not_of('0'), decimal->size()));
  return static_cast<uint8_t>(rest);
}

/// `decimal` plus `more`.
void Add(unsigned more, std::string* decimal) {
  unsigned carry = more;
  for (size_t i = decimal->size(); i-- > 0 && carry != 0;) {
    const unsigned value = static_cast<unsigned>((*decimal)[i] - '0') + carry % 10;
    (*decimal)[i] = static_cast<char>('0' + value % 10);
    carry = carry / 10 + value / 10;
  }
  if (carry != 0) decimal->insert(0, std::to_string(carry));
}

/// `decimal` minus the number `less`, which is not larger.
void Subtract(unsigned less, std::string* decimal) {
  unsigned borrow = less;
  for (size_t i = decimal->size(); i-- > 0 && borrow != 0;) {
    const int value = (*decimal)[i] - '0' - static_cast<int>(borrow % 10);
    borrow = borrow / 10 + (value < 0 ? 1 : 0);
    (*decimal)[i] = static_cast<char>('0' + (value < 0 ? value + 10 : value));
  }
  decimal->erase(0, std::min(decimal->find_first_not_of('0'), decimal->size() - 1));
}

/// The first subidentifier holds two arcs: 40 times the first plus the second, the first at most 2
/// (X.690 section 8.19.4).
std::string FirstTwoArcs(std::string subidentifier) {
  const bool small =
      subidentifier.size() < 2 || (subidentifier.size() == 2 && subidentifier < "80");
  const unsigned first = small ? static_cast<unsigned>(std::stoul(subidentifier)) / 40 : 2;
  Subtract(first * 40, &subidentifier);
  return std::to_string(first) + '.' + subidentifier;
}

/// A decimal number without leading zeros, short enough for `kMaxOidOctets`.
bool IsArc(std::string_view text) {
  if (text.empty() || text.size() > 2 * kMaxOidOctets || (text[0] == '0' && text.size() > 1)) {
    return false;
  }
  return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

void AppendSubidentifier(std::string decimal, Bytes* content) {
  Bytes reversed{ShiftOut(&decimal)};
  while (!decimal.empty()) reversed.push_back(ShiftOut(&decimal) | 0x80);
  content->insert(content->end(), reversed.rbegin(), reversed.rend());
}

/// The arc that `text` starts with, removed from it together with the dot behind it.
std::string_view TakeArc(std::string_view* text) {
  const std::string_view arc = text->substr(0, text->find('.'));
  text->remove_prefix(std::min(arc.size() + 1, text->size()));
  return arc;
}

}  // namespace

std::optional<std::string> OidText(ByteSpan content) {
  // X.690 section 8.19.2: the last octet of each subidentifier has bit 8 clear, the first is not
  // 0x80.
  const bool complete = !content.empty() && (content.back() & 0x80) == 0;
  if (!complete || content.size() > kMaxOidOctets) return std::nullopt;
  std::string text;
  std::string arc;
  for (const uint8_t octet : content) {
    if (arc.empty() && octet == 0x80) return std::nullopt;
    if (arc.empty()) arc = "0";
    ShiftIn(octet & 0x7f, &arc);
    if ((octet & 0x80) != 0) continue;
    if (text.empty()) {
      text = FirstTwoArcs(std::move(arc));
    } else {
      (text += '.') += arc;
    }
    arc.clear();
  }
  return text;
}

std::optional<Bytes> OidFromText(std::string_view text) {
  if (text.size() > 4 * kMaxOidOctets || text.ends_with('.')) return std::nullopt;
  const std::string_view first = TakeArc(&text);
  if (first.size() != 1 || first[0] < '0' || first[0] > '2' || text.empty()) return std::nullopt;
  std::string second(TakeArc(&text));
  const bool small = second.size() == 1 || (second.size() == 2 && second < "40");
  if (!IsArc(second) || (first != "2" && !small)) return std::nullopt;
  Add(static_cast<unsigned>(first[0] - '0') * 40, &second);
  Bytes content;
  AppendSubidentifier(std::move(second), &content);
  while (!text.empty()) {
    const std::string_view arc = TakeArc(&text);
    if (!IsArc(arc)) return std::nullopt;
    AppendSubidentifier(std::string(arc), &content);
  }
  if (content.size() > kMaxOidOctets) return std::nullopt;
  return content;
}

}  // namespace shakedown::tls
