// The ASN.1 string types of name attributes (X.680 section 41), turned into UTF-8.
#pragma once

#include <string>
#include <string_view>

#include "core/bytes.h"

namespace shakedown::tls {

inline constexpr uint8_t kUtf8String = 12;
inline constexpr uint8_t kNumericString = 18;
inline constexpr uint8_t kPrintableString = 19;
inline constexpr uint8_t kTeletexString = 20;
inline constexpr uint8_t kIa5String = 22;
inline constexpr uint8_t kVisibleString = 26;
inline constexpr uint8_t kUniversalString = 28;
inline constexpr uint8_t kBmpString = 30;

/// The characters of a value, as far as they can be read.
struct StringContent {
  /// UTF-8, not made printable. Octets that are no character of the type are kept as they are where
  /// the type has one octet per character, and are U+FFFD elsewhere.
  std::string text;
  /// What is wrong with the octets, static storage; empty if nothing.
  std::string_view defect;
};

/// Whether values with this tag are text.
bool IsStringTag(uint8_t tag);

/// Reads the content octets of a string with a tag for which `IsStringTag` holds. TeletexString is
/// read as ISO 8859-1, as every issuer means it. Characters outside the repertoire of
/// PrintableString, NumericString and VisibleString are no defect as long as they are ASCII:
/// certificates are full of them.
StringContent ReadString(uint8_t tag, ByteSpan content);

/// Whether `text` can be written in the string type `tag`: UTF8String, PrintableString or
/// IA5String.
bool FitsString(uint8_t tag, std::string_view text);

}  // namespace shakedown::tls
