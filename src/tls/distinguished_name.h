// X.501 names (RFC 5280 section 4.1.2.4) as they stand in certificates and in CertificateRequest:
// the DER is kept as identity, the text is for people, the normalised form tells whether two names
// that differ in bytes are the same name to RFC 5280 section 7.1.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/bytes.h"
#include "core/decoded.h"

namespace shakedown::tls {

/// One AttributeTypeAndValue.
struct NameAttribute {
  std::string oid;         ///< dotted decimal, "2.5.4.3"
  std::string type;        ///< short name of RFC 4514 / RFC 4519 ("CN"), else the OID
  uint8_t string_tag = 0;  ///< ASN.1 tag of the value: 12 UTF8String, 19 PrintableString, ...
  Bytes value;             ///< content octets as on the wire
  /// The value as UTF-8, printable, not RFC 4514-escaped; "#" and the hex of its DER if it is no
  /// string.
  std::string text;
  bool operator==(const NameAttribute&) const = default;
};

/// A decoded Name. Compare with `SameBytes` or `SameName`, never by text.
struct DistinguishedName {
  Bytes der;                                     ///< the whole Name, tag and length included
  std::vector<std::vector<NameAttribute>> rdns;  ///< in wire order; an RDN may hold several
  bool malformed = false;                        ///< the decoder found a defect in `der`
  bool operator==(const DistinguishedName& other) const { return der == other.der; }
  bool empty() const { return rdns.empty(); }
};

/// Decodes one Name that fills `der` exactly. The value holds what could be read; `der` is always
/// kept as given. Bounded: at most 64 RDNs of at most 16 attributes.
Decoded<DistinguishedName> DecodeDistinguishedName(ByteSpan der, size_t base_offset = 0);

/// RFC 4514 text (last RDN first), printable: "CN=Alice,O=Example\, Inc.,C=DE". An empty name is
/// "". A name of which nothing could be read is "#" and the hex of its DER. Characters that are not
/// printable are written as hex pairs, so that the text says exactly what stands in the name.
std::string ToText(const DistinguishedName& name);

/// Byte-for-byte equality of the DER.
bool SameBytes(const DistinguishedName& a, const DistinguishedName& b);
/// Equality after RFC 5280 section 7.1: string types, case, blanks, and the order within an RDN are
/// ignored. Case is folded in the Latin, Greek, Cyrillic and Armenian scripts; accented letters
/// have to be composed the same way in both names. Malformed names are equal only byte for byte.
bool SameName(const DistinguishedName& a, const DistinguishedName& b);
/// The form `SameName` compares, usable as a map key.
std::string NormalisedKey(const DistinguishedName& name);

/// A name written as RFC 4514 text ("CN=Alice,O=Example") encoded to DER: UTF8String values, but
/// PrintableString for C, serialNumber and dnQualifier, IA5String for DC and emailAddress (RFC 5280
/// appendix A) where the characters allow it. Blanks around separators are ignored. For names in
/// suite files and options. Nothing if malformed.
std::optional<DistinguishedName> NameFromText(std::string_view text);

}  // namespace shakedown::tls
