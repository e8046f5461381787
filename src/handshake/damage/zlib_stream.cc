#include "handshake/damage/zlib_stream.h"

#include <algorithm>

#include "handshake/damage/message_edit.h"

namespace shakedown::handshake::damage {
namespace {

constexpr size_t kStoredBlock = 0xFFFF;
constexpr uint32_t kModulus = 65521;  ///< of Adler-32
constexpr size_t kLongestMatch = 258;

/// Bits from the lowest of each octet upwards (RFC 1951 section 3.1.1).
class BitWriter final {
 public:
  void Number(uint32_t value, int bits) {
    for (int i = 0; i < bits; ++i) Bit(value >> i & 1);
  }
  /// A Huffman code: its highest bit comes first.
  void Code(uint32_t value, int bits) {
    for (int i = bits - 1; i >= 0; --i) Bit(value >> i & 1);
  }
  Bytes Take() { return std::move(out_); }

 private:
  void Bit(uint32_t bit) {
    if (used_ % 8 == 0) out_.push_back(0);
    out_.back() = static_cast<uint8_t>(out_.back() | bit << (used_ % 8));
    ++used_;
  }

  Bytes out_;
  size_t used_ = 0;
};

}  // namespace

Bytes ZlibStored(ByteSpan content) {
  LyingWriter writer({});
  writer.Number(0x7801, 2);
  uint32_t low = 1;
  uint32_t high = 0;
  for (const uint8_t octet : content) {
    low = (low + octet) % kModulus;
    high = (high + low) % kModulus;
  }
  do {
    const ByteSpan block = content.first(std::min(content.size(), kStoredBlock));
    content = content.subspan(block.size());
    const auto little = [&](size_t number) {
      writer.Number(number & 0xFF, 1);
      writer.Number(number >> 8 & 0xFF, 1);
    };
    writer.Number(content.empty() ? 1 : 0, 1);
    little(block.size());
    little(~block.size() & 0xFFFF);
    writer.Octets(block);
  } while (!content.empty());
  writer.Number(high, 2);
  writer.Number(low, 2);
  return writer.Take();
}

Bytes ZlibZeros(size_t octets) {
  const size_t matches = octets / kLongestMatch;
  BitWriter bits;
  bits.Number(1, 1);   // the last block
  bits.Number(1, 2);   // fixed Huffman codes (RFC 1951 section 3.2.6)
  bits.Code(0x30, 8);  // the literal 0
  for (size_t i = 0; i < matches; ++i) {
    bits.Code(0xC5, 8);  // 258 octets ...
    bits.Code(0, 5);     // ... from one octet back
  }
  bits.Code(0, 7);  // the end
  const size_t total = 1 + matches * kLongestMatch;
  LyingWriter writer({});
  writer.Number(0x7801, 2);
  writer.Octets(bits.Take());
  writer.Number(total % kModulus, 2);
  writer.Number(1, 2);
  return writer.Take();
}

}  // namespace shakedown::handshake::damage
