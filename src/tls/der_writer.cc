#include "tls/der_writer.h"

namespace shakedown::tls {

Bytes EncodeDer(uint8_t tag, ByteSpan content) {
  const size_t length = content.size();
  Bytes element{tag};
  element.reserve(length + 6);
  // X.690 section 10.1: one octet below 128, else the fewest that hold the length.
  size_t octets = 0;
  while (length >= 0x80 && length >> (8 * octets) != 0) ++octets;
  element.push_back(static_cast<uint8_t>(octets == 0 ? length : 0x80 | octets));
  while (octets-- > 0) element.push_back(static_cast<uint8_t>(length >> (8 * octets)));
  element.insert(element.end(), content.begin(), content.end());
  return element;
}

}  // namespace shakedown::tls
