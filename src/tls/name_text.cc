// Names as RFC 4514 text.
#include <algorithm>

#include "core/hex.h"
#include "core/text.h"
#include "core/utf8.h"
#include "tls/der_writer.h"
#include "tls/distinguished_name.h"
#include "tls/name_strings.h"

namespace shakedown::tls {
namespace {

/// RFC 4514 section 2.4: escaped wherever they stand.
constexpr std::string_view kSpecial = "\"+,;<>\\";

bool IsPlain(char c) {
  return c >= 0x20 && c <= 0x7E && kSpecial.find(c) == std::string_view::npos;
}

void AppendHexPairs(std::string_view octets, std::string* text) {
  for (const char octet : octets) {
    constexpr char kDigits[] = "0123456789ABCDEF";
    const auto value = static_cast<uint8_t>(octet);
    *text += '\\';
    *text += kDigits[value >> 4];
    *text += kDigits[value & 15];
  }
}

/// One character of a value, or one octet that is no character.
std::string_view FirstPiece(std::string_view value) {
  const auto c = NextCodePoint(value);
  return value.substr(0, c ? c->octets : 1);
}

void AppendPiece(std::string_view piece, std::string* text) {
  const char c = piece[0];
  if (piece.size() == 1 && kSpecial.find(c) != std::string_view::npos) {
    *text += '\\';
    *text += c;
    return;
  }
  // "[[" and "##" start a command of some readers; `Printable` splits them too.
  const bool doubled = (c == '[' || c == '#') && text->ends_with(c);
  const bool plain = piece.size() == 1 && IsPlain(c);
  if (!doubled && (plain || Printable(piece) == piece)) {
    *text += piece;
  } else {
    AppendHexPairs(piece, text);
  }
}

/// RFC 4514 section 2.4.
void AppendEscaped(std::string_view value, std::string* text) {
  // A blank at the end, a blank or number sign at the start.
  const bool last_blank = value.size() > 1 && value.ends_with(' ');
  if (last_blank) value.remove_suffix(1);
  if (value.starts_with(' ') || value.starts_with('#')) *text += '\\';
  while (!value.empty()) {
    const std::string_view piece = FirstPiece(value);
    AppendPiece(piece, text);
    value.remove_prefix(piece.size());
  }
  if (last_blank) *text += "\\ ";
}

/// A value whose text says all there is: no need to look at its octets again.
bool IsVerbatim(const NameAttribute& attribute) {
  return std::ranges::equal(AsBytes(attribute.text), attribute.value) &&
         std::ranges::all_of(attribute.text, IsPlain);
}

bool IsDotted(std::string_view type) { return !type.empty() && type[0] >= '0' && type[0] <= '9'; }

void AppendAttribute(const NameAttribute& attribute, std::string* text) {
  *text += attribute.type;
  *text += '=';
  // RFC 4514 section 2.4: a value that has no string form, or whose type has no name, is its DER.
  if (!IsStringTag(attribute.string_tag) || IsDotted(attribute.type)) {
    *text += '#' + ToHex(EncodeDer(attribute.string_tag, attribute.value));
  } else if (IsVerbatim(attribute)) {
    AppendEscaped(attribute.text, text);
  } else {
    AppendEscaped(ReadString(attribute.string_tag, attribute.value).text, text);
  }
}

}  // namespace

std::string ToText(const DistinguishedName& name) {
  constexpr size_t kEmptySequence = 2;
  const bool unread = name.malformed || name.der.size() > kEmptySequence;
  if (name.rdns.empty() && unread) return '#' + ToHex(name.der);
  std::string text;
  // RFC 4514 section 2.1: the last RDN comes first.
  for (auto rdn = name.rdns.rbegin(); rdn != name.rdns.rend(); ++rdn) {
    if (rdn != name.rdns.rbegin()) text += ',';
    // Within an RDN any order is right; this is the one that OpenSSL writes.
    for (auto attribute = rdn->rbegin(); attribute != rdn->rend(); ++attribute) {
      if (attribute != rdn->rbegin()) text += '+';
      AppendAttribute(*attribute, &text);
    }
  }
  return text;
}

}  // namespace shakedown::tls
