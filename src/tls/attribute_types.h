// The attribute types of names that have a short name (RFC 4514 section 3, RFC 4519, RFC 2985, RFC
// 5280 appendix A, EV guidelines): OID, name, and the string type their values are written in.
#pragma once

#include <span>
#include <string_view>

#include "core/bytes.h"

namespace shakedown::tls {

struct AttributeType {
  std::string_view octets;  ///< content octets of the OBJECT IDENTIFIER
  std::string_view oid;     ///< the same in dotted decimal
  std::string_view name;    ///< "CN"
  uint8_t string_tag;       ///< ASN.1 tag of a value that we write
};

/// All of them. Static storage.
std::span<const AttributeType> AttributeTypes();

/// The type with these OID content octets, or null. Static storage.
const AttributeType* FindAttributeType(ByteSpan oid_content);
/// The type with this name, usual other spelling ("email", "S") or dotted OID, whatever its case;
/// or null. Static storage.
const AttributeType* FindAttributeType(std::string_view name);

}  // namespace shakedown::tls
