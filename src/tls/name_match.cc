// Names compared after RFC 5280 section 7.1.
#include <algorithm>

#include "core/hex.h"
#include "tls/distinguished_name.h"
#include "tls/name_strings.h"
#include "tls/string_preparation.h"

namespace shakedown::tls {
namespace {

// Control characters never stand in a prepared value, so that they can separate.
constexpr char kAfterType = '\x01';
constexpr char kAfterAttribute = '\x02';
constexpr char kAfterRdn = '\x03';

/// RFC 5280 section 7.1: the string type does not count. A value that is no text, or broken text,
/// equals only the same octets of the same type.
std::string AttributeKey(const NameAttribute& attribute) {
  std::string key = attribute.oid + kAfterType;
  if (IsStringTag(attribute.string_tag)) {
    const StringContent content = ReadString(attribute.string_tag, attribute.value);
    if (content.defect.empty()) return key + PreparedForMatching(content.text);
  }
  return key + kAfterType + ToHexNumber(attribute.string_tag, 2) + ToHex(attribute.value);
}

}  // namespace

std::string NormalisedKey(const DistinguishedName& name) {
  if (name.malformed) return '#' + ToHex(name.der);
  std::string key;
  for (const std::vector<NameAttribute>& rdn : name.rdns) {
    std::vector<std::string> attributes;
    attributes.reserve(rdn.size());
    for (const NameAttribute& attribute : rdn) attributes.push_back(AttributeKey(attribute));
    // RFC 5280 section 7.1: the attributes of an RDN match in any order.
    std::ranges::sort(attributes);
    for (const std::string& attribute : attributes) (key += attribute) += kAfterAttribute;
    key += kAfterRdn;
  }
  return key;
}

bool SameName(const DistinguishedName& a, const DistinguishedName& b) {
  return SameBytes(a, b) || NormalisedKey(a) == NormalisedKey(b);
}

}  // namespace shakedown::tls
