#include "tls/distinguished_name.h"

#include <algorithm>
#include <utility>

#include "core/hex.h"
#include "core/text.h"
#include "tls/attribute_types.h"
#include "tls/der_reader.h"
#include "tls/name_strings.h"
#include "tls/oid.h"

namespace shakedown::tls {
namespace {

constexpr size_t kMaxRdns = 64;
constexpr size_t kMaxAttributes = 16;

constexpr std::string_view kName = "name";
constexpr std::string_view kRdn = "name.rdn";
constexpr std::string_view kAttribute = "name.attribute";
constexpr std::string_view kType = "name.attribute.type";
constexpr std::string_view kValue = "name.attribute.value";

bool IsAscii(ByteSpan octets) {
  return std::ranges::all_of(octets, [](uint8_t octet) { return octet < 0x80; });
}

/// Walks one Name; every part that can be read is kept.
class NameDecoder final {
 public:
  explicit NameDecoder(std::vector<DecodeError>* errors) : errors_(errors) {}

  /// RFC 5280 section 4.1.2.4: RDNSequence ::= SEQUENCE OF RelativeDistinguishedName.
  void ReadName(DerReader outer, DistinguishedName* name) {
    const auto sequence = outer.Next(kDerSequence, kName);
    if (!sequence) return;
    DerReader rdns(*sequence, errors_);
    name->rdns.reserve(rdns.Count(kMaxRdns));
    while (!rdns.empty()) {
      const auto rdn = rdns.Next(kDerSet, kRdn);
      if (!rdn) break;
      if (name->rdns.size() == kMaxRdns) {
        Report(DecodeErrorKind::kTooLarge, kRdn, rdn->offset, "more than 64 RDNs");
        break;
      }
      ReadRdn(*rdn, &name->rdns.emplace_back());
    }
    outer.ExpectEnd(kName);
  }

 private:
  /// RFC 5280 section 4.1.2.4: RelativeDistinguishedName ::= SET SIZE (1..MAX) OF
  /// AttributeTypeAndValue.
  void ReadRdn(const DerElement& set, std::vector<NameAttribute>* rdn) {
    if (set.content.empty()) {
      Report(DecodeErrorKind::kBadDer, kRdn, set.offset, "empty SET");
    }
    DerReader attributes(set, errors_);
    rdn->reserve(attributes.Count(kMaxAttributes));
    ByteSpan previous;
    for (size_t seen = 0; !attributes.empty(); ++seen) {
      const auto attribute = attributes.Next(kDerSequence, kAttribute);
      if (!attribute) return;
      if (seen == kMaxAttributes) {
        Report(DecodeErrorKind::kTooLarge, kRdn, attribute->offset, "more than 16 attributes");
        return;
      }
      // X.690 section 11.6: DER orders the elements of a SET OF.
      if (std::ranges::lexicographical_compare(attribute->whole, previous)) {
        Report(DecodeErrorKind::kBadDer, kRdn, attribute->offset, "SET not in DER order");
      }
      previous = attribute->whole;
      ReadAttribute(*attribute, rdn);
    }
  }

  void ReadAttribute(const DerElement& sequence, std::vector<NameAttribute>* rdn) {
    DerReader fields(sequence, errors_);
    const auto type = fields.Next(kDerObjectIdentifier, kType);
    if (!type) return;
    const auto value = fields.Next(kValue);
    if (!value) return;
    fields.ExpectEnd(kAttribute);
    NameAttribute& attribute = rdn->emplace_back();
    if (ReadType(*type, &attribute)) {
      ReadValue(*value, &attribute);
    } else {
      rdn->pop_back();
    }
  }

  bool ReadType(const DerElement& type, NameAttribute* attribute) {
    if (const AttributeType* known = FindAttributeType(type.content)) {
      attribute->oid = known->oid;
      attribute->type = known->name;
      return true;
    }
    auto oid = OidText(type.content);
    if (!oid) {
      const bool large = type.content.size() > kMaxOidOctets;
      Report(large ? DecodeErrorKind::kTooLarge : DecodeErrorKind::kBadDer, kType, type.offset,
             large ? "OBJECT IDENTIFIER of more than 64 octets" : "not an OBJECT IDENTIFIER");
      return false;
    }
    attribute->oid = *oid;
    attribute->type = std::move(*oid);
    return true;
  }

  void ReadValue(const DerElement& value, NameAttribute* attribute) {
    attribute->string_tag = value.tag;
    attribute->value.assign(value.content.begin(), value.content.end());
    if (!IsStringTag(value.tag)) {
      // X.690 section 10.2: DER strings are primitive; a constructed one is no string to us.
      if (IsStringTag(value.tag & ~kConstructed) && (value.tag & kConstructed) != 0) {
        Report(DecodeErrorKind::kBadDer, kValue, value.offset, "constructed string");
      }
      attribute->text = '#' + ToHex(value.whole);
      return;
    }
    if (value.tag != kBmpString && value.tag != kUniversalString && IsAscii(value.content)) {
      attribute->text = Printable(AsText(value.content));
      return;
    }
    const StringContent content = ReadString(value.tag, value.content);
    if (!content.defect.empty()) {
      Report(DecodeErrorKind::kBadDer, kValue, value.content_offset(), content.defect);
    }
    attribute->text = Printable(content.text);
  }

  void Report(DecodeErrorKind kind, std::string_view field, size_t offset,
              std::string_view detail) {
    errors_->push_back({kind, std::string(field), offset, std::string(detail)});
  }

  static constexpr uint8_t kConstructed = 0x20;
  std::vector<DecodeError>* errors_;
};

}  // namespace

Decoded<DistinguishedName> DecodeDistinguishedName(ByteSpan der, size_t base_offset) {
  Decoded<DistinguishedName> decoded;
  decoded.value.der.assign(der.begin(), der.end());
  NameDecoder(&decoded.errors)
      .ReadName(DerReader(der, &decoded.errors, base_offset), &decoded.value);
  decoded.value.malformed = !decoded.errors.empty();
  return decoded;
}

bool SameBytes(const DistinguishedName& a, const DistinguishedName& b) { return a.der == b.der; }

}  // namespace shakedown::tls
