// Bytes of messages and names, put together by hand for tests.
#pragma once

#include <initializer_list>
#include <string_view>

#include "core/bytes.h"
#include "core/hex.h"

namespace shakedown::testing_support {

inline Bytes Hex(std::string_view text) { return FromHex(text).value(); }
inline Bytes Octets(std::string_view text) {
  const ByteSpan octets = AsBytes(text);
  return {octets.begin(), octets.end()};
}

inline Bytes Join(std::initializer_list<Bytes> parts) {
  Bytes all;
  for (const Bytes& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

/// `value` in `octets` octets, big-endian.
inline Bytes Number(size_t value, int octets) {
  Bytes bytes;
  while (octets-- > 0) bytes.push_back(static_cast<uint8_t>(value >> (8 * octets)));
  return bytes;
}

/// `content` behind its length in `octets` octets.
inline Bytes Prefixed(int octets, const Bytes& content) {
  return Join({Number(content.size(), octets), content});
}

inline Bytes ExtensionBytes(uint16_t type, const Bytes& data) {
  return Join({Number(type, 2), Prefixed(2, data)});
}

/// A DER element with its length in the shortest form.
inline Bytes Der(uint8_t tag, const Bytes& content) {
  Bytes header{tag};
  int octets = 0;
  while (content.size() >= 0x80 && content.size() >> (8 * octets) != 0) ++octets;
  header.push_back(static_cast<uint8_t>(octets == 0 ? content.size() : size_t{0x80} | octets));
  return Join({header, Number(content.size(), octets), content});
}

/// AttributeTypeAndValue: `oid` and `value` are content octets.
inline Bytes AttributeDer(const Bytes& oid, uint8_t tag, const Bytes& value) {
  return Der(0x30, Join({Der(0x06, oid), Der(tag, value)}));
}

/// A Name of one RDN that holds commonName, as `tag` with the content octets `value`.
inline Bytes CommonNameDer(uint8_t tag, const Bytes& value) {
  return Der(0x30, Der(0x31, AttributeDer({0x55, 0x04, 0x03}, tag, value)));
}

}  // namespace shakedown::testing_support
