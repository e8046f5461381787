// RFC 4514 text to a name in DER.
#include <algorithm>

#include "core/hex.h"
#include "core/text.h"
#include "tls/attribute_types.h"
#include "tls/der_reader.h"
#include "tls/der_writer.h"
#include "tls/distinguished_name.h"
#include "tls/name_strings.h"
#include "tls/oid.h"

namespace shakedown::tls {
namespace {

constexpr size_t kMaxText = 1u << 16;

Bytes Concatenated(const std::vector<Bytes>& parts) {
  Bytes all;
  for (const Bytes& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

/// The octets that RFC 4514 text stands for, and where unescaped separators are.
class Scanner final {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  /// Whether only blanks are left.
  bool done() const { return Trimmed(text_).empty(); }

  /// The text before the next "=", without blanks around it; nothing if there is none.
  std::optional<std::string_view> Type() {
    const size_t equals = text_.find('=');
    if (equals == std::string_view::npos) return std::nullopt;
    const std::string_view type = Trimmed(text_.substr(0, equals));
    text_.remove_prefix(equals + 1);
    return type;
  }

  /// Whether the value at the cursor is written as "#" and hex.
  bool StartsWithHash() const { return Trimmed(text_).starts_with('#'); }

  /// A value up to the next unescaped separator; nothing if it breaks RFC 4514 section 3.
  std::optional<std::string> Value() {
    std::string value;
    size_t kept = 0;  // blanks behind this are not part of the value
    text_.remove_prefix(std::min(text_.find_first_not_of(' '), text_.size()));
    while (!text_.empty() && text_[0] != ',' && text_[0] != '+') {
      const bool blank = text_[0] == ' ';
      if (!Character(&value)) return std::nullopt;
      if (!blank) kept = value.size();
    }
    value.resize(kept);
    return value;
  }

  /// The separator at the cursor, or 0 at the end.
  char Separator() {
    if (text_.empty()) return 0;
    const char separator = text_[0];
    text_.remove_prefix(1);
    return separator;
  }

 private:
  /// RFC 4514 section 3: a character, an escaped special, or a hex pair.
  bool Character(std::string* value) {
    constexpr std::string_view kEscapable = " \"#+,;<=>\\";
    if (text_[0] != '\\') {
      if (std::string_view("\";<>").find(text_[0]) != std::string_view::npos) return false;
      *value += text_[0];
      text_.remove_prefix(1);
      return true;
    }
    if (text_.size() > 1 && kEscapable.find(text_[1]) != std::string_view::npos) {
      *value += text_[1];
      text_.remove_prefix(2);
      return true;
    }
    const auto pair = text_.size() > 2 ? FromHex(text_.substr(1, 2)) : std::nullopt;
    if (!pair || pair->size() != 1) return false;
    *value += AsText(*pair);
    text_.remove_prefix(3);
    return true;
  }

  std::string_view text_;
};

/// RFC 4514 section 2.4: "#" and hex digits are the DER of the value.
std::optional<Bytes> HexValue(std::string_view value) {
  auto der = FromHex(value.substr(1));
  if (!der) return std::nullopt;
  std::vector<DecodeError> errors;
  DerReader reader(*der, &errors, 0);
  (void)reader.Next("value");
  reader.ExpectEnd("value");
  if (!errors.empty()) return std::nullopt;
  return der;
}

std::optional<Bytes> TextValue(const AttributeType* type, std::string_view value) {
  uint8_t tag = type != nullptr ? type->string_tag : kUtf8String;
  if (!FitsString(tag, value)) tag = kUtf8String;
  if (!FitsString(tag, value)) return std::nullopt;
  return EncodeDer(tag, AsBytes(value));
}

std::optional<Bytes> TypeOctets(const AttributeType* type, std::string_view written) {
  if (type != nullptr) return Bytes(AsBytes(type->octets).begin(), AsBytes(type->octets).end());
  if (EqualsIgnoringAsciiCase(written.substr(0, 4), "oid.")) written.remove_prefix(4);
  return OidFromText(written);
}

std::optional<Bytes> Attribute(Scanner* scanner) {
  const auto written = scanner->Type();
  if (!written) return std::nullopt;
  const AttributeType* type = FindAttributeType(*written);
  const auto octets = TypeOctets(type, *written);
  const bool hex = scanner->StartsWithHash();
  const auto value = scanner->Value();
  if (!octets || !value) return std::nullopt;
  const auto der = hex ? HexValue(*value) : TextValue(type, *value);
  if (!der) return std::nullopt;
  return EncodeDer(kDerSequence, Concatenated({EncodeDer(kDerObjectIdentifier, *octets), *der}));
}

/// One RDN, up to and with the comma behind it.
std::optional<Bytes> Rdn(Scanner* scanner, char* separator) {
  std::vector<Bytes> attributes;
  do {
    auto attribute = Attribute(scanner);
    if (!attribute) return std::nullopt;
    attributes.push_back(std::move(*attribute));
    *separator = scanner->Separator();
  } while (*separator == '+');
  // X.690 section 11.6: DER orders the elements of a SET OF.
  std::ranges::sort(attributes, {}, [](const Bytes& der) { return AsText(der); });
  return EncodeDer(kDerSet, Concatenated(attributes));
}

}  // namespace

std::optional<DistinguishedName> NameFromText(std::string_view text) {
  if (text.size() > kMaxText) return std::nullopt;
  Scanner scanner(text);
  std::vector<Bytes> rdns;
  for (char separator = scanner.done() ? '\0' : ','; separator == ',';) {
    auto rdn = Rdn(&scanner, &separator);
    if (!rdn) return std::nullopt;
    rdns.push_back(std::move(*rdn));
  }
  // RFC 4514 section 2.1: the text starts with the last RDN.
  std::ranges::reverse(rdns);
  auto decoded = DecodeDistinguishedName(EncodeDer(kDerSequence, Concatenated(rdns)));
  if (!decoded.ok()) return std::nullopt;
  return std::move(decoded.value);
}

}  // namespace shakedown::tls
