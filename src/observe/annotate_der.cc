#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "core/hex.h"
#include "core/text.h"
#include "observe/annotation.h"
#include "tls/attribute_types.h"
#include "tls/name_strings.h"
#include "tls/oid.h"

namespace shakedown::observe {
namespace {

constexpr uint8_t kConstructed = 0x20;
constexpr uint8_t kClassBits = 0xc0;
constexpr uint8_t kContextClass = 0x80;
constexpr uint8_t kNumberBits = 0x1f;
constexpr size_t kShownOctets = 24;
constexpr size_t kShownCharacters = 60;
constexpr int kMaxNesting = 24;

constexpr std::array<std::pair<uint8_t, std::string_view>, 15> kTypes = {{{1, "BOOLEAN"},
                                                                          {2, "INTEGER"},
                                                                          {3, "BIT STRING"},
                                                                          {4, "OCTET STRING"},
                                                                          {5, "NULL"},
                                                                          {6, "OBJECT IDENTIFIER"},
                                                                          {12, "UTF8String"},
                                                                          {16, "SEQUENCE"},
                                                                          {17, "SET"},
                                                                          {19, "PrintableString"},
                                                                          {20, "TeletexString"},
                                                                          {22, "IA5String"},
                                                                          {23, "UTCTime"},
                                                                          {24, "GeneralizedTime"},
                                                                          {30, "BMPString"}}};

std::string TypeName(uint8_t tag) {
  if ((tag & kClassBits) == kContextClass) return fmt::format("[{}]", tag & kNumberBits);
  const auto found = std::find_if(kTypes.begin(), kTypes.end(), [tag](const auto& type) {
    return type.first == (tag & kNumberBits);
  });
  const bool universal = (tag & kClassBits) == 0;
  return universal && found != kTypes.end() ? std::string(found->second)
                                            : fmt::format("tag 0x{:02x}", tag);
}

std::string HexOf(ByteSpan content) {
  const std::string hex = ToHex(content.first(std::min(content.size(), kShownOctets)));
  return content.size() > kShownOctets ? hex + "..." : hex;
}

std::string ValueText(uint8_t tag, ByteSpan content) {
  if (tag == 6) {
    const auto oid = tls::OidText(content);
    if (!oid) return HexOf(content);
    const tls::AttributeType* known = tls::FindAttributeType(content);
    return known == nullptr ? *oid : fmt::format("{} ({})", *oid, known->name);
  }
  if (tls::IsStringTag(tag)) {
    return "'" + ElideEnd(Printable(tls::ReadString(tag, content).text), kShownCharacters) + "'";
  }
  if (tag == 23 || tag == 24) return Printable(AsText(content));
  if (tag == 1 && content.size() == 1) return content[0] != 0 ? "true" : "false";
  return HexOf(content);
}

/// The octets of a length (X.690 section 8.1.3) and its value; nothing if it is no DER length.
struct DerLength {
  size_t octets = 0;
  size_t value = 0;
};
std::optional<DerLength> ReadLength(ByteSpan at) {
  if (at.empty()) return std::nullopt;
  if (at[0] < 0x80) return DerLength{1, at[0]};
  const size_t count = at[0] & 0x7f;
  if (count == 0 || count > 4 || at.size() < 1 + count) return std::nullopt;
  size_t value = 0;
  for (size_t i = 1; i <= count; ++i) value = value << 8 | at[i];
  return DerLength{1 + count, value};
}

void AnnotateValues(Annotator& at, int nesting) {
  while (!at.empty()) {
    const uint8_t tag = at.rest()[0];
    const auto length = ReadLength(at.rest().subspan(1));
    if (!length || (tag & kNumberBits) == kNumberBits) {
      at.Remark("not DER", true);
      at.Rest("octets that are no DER");
      return;
    }
    const size_t header = 1 + length->octets;
    const bool whole = length->value <= at.remaining() - header;
    const bool nested = (tag & kConstructed) != 0 && nesting < kMaxNesting;
    if (nested) {
      at.Octets(header, fmt::format("{}, {} octets", TypeName(tag), length->value));
      if (!whole) at.Remark(fmt::format("only {} octets are left", at.remaining()), true);
      Annotator inside = at.Part(length->value);
      AnnotateValues(inside, nesting + 1);
      continue;
    }
    const ByteSpan content =
        at.rest().subspan(header, whole ? length->value : at.remaining() - header);
    at.Octets(header + length->value, fmt::format("{} {}", TypeName(tag), ValueText(tag, content)));
  }
}

}  // namespace

void AnnotateDer(Annotator& at) { AnnotateValues(at, 0); }

}  // namespace shakedown::observe
