// Names for owned and borrowed octets.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace shakedown {

using Bytes = std::vector<uint8_t>;
using ByteSpan = std::span<const uint8_t>;

/// The octets of `text`, borrowed.
inline ByteSpan AsBytes(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}
/// `bytes` seen as characters, borrowed; nothing is checked or made printable.
inline std::string_view AsText(ByteSpan bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace shakedown
