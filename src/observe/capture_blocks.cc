// CaptureReader for PCAPNG: sections, interfaces, packets and decryption secrets.
#include <algorithm>
#include <utility>

#include "observe/capture.h"

namespace shakedown::observe {
namespace {

constexpr uint32_t kSectionBlock = 0x0a0d0d0a;
constexpr uint32_t kInterfaceBlock = 1;
constexpr uint32_t kSimplePacketBlock = 3;
constexpr uint32_t kSecretsBlock = 0x0a;
constexpr uint32_t kEnhancedPacketBlock = 6;
constexpr uint32_t kObsoletePacketBlock = 2;
constexpr uint32_t kByteOrder = 0x1a2b3c4d;
constexpr uint32_t kSwappedByteOrder = 0x4d3c2b1a;
/// Secrets in the form of a TLS key log.
constexpr uint32_t kTlsKeyLog = 0x544c534b;
constexpr size_t kFrame = 12;  ///< type, and the length twice
constexpr size_t kMaxBlock = 64u << 20;
constexpr size_t kMaxInterfaces = 4096;
constexpr size_t kMaxSecrets = 16u << 20;
constexpr uint16_t kOptionTimeResolution = 9;
constexpr uint16_t kOptionTimeOffset = 14;

size_t Padded(size_t octets) { return (octets + 3) / 4 * 4; }

/// Ticks of if_tsresol: a power of ten, or of two with the top bit set; 0 if too fine for us.
uint64_t TicksOf(uint8_t resolution) {
  const int exponent = resolution & 0x7f;
  if ((resolution & 0x80) != 0) return exponent < 63 ? uint64_t{1} << exponent : 0;
  uint64_t ticks = 1;
  for (int i = 0; i < exponent; ++i) {
    if (ticks > UINT64_MAX / 10) return 0;
    ticks *= 10;
  }
  return ticks;
}

}  // namespace

std::optional<ByteSpan> CaptureReader::NextBlock(uint32_t* type) {
  const size_t left = file_.size() - at_;
  if (left == 0) return std::nullopt;
  if (left < kFrame) {
    Stop("the capture is cut off in the header of a block");
    return std::nullopt;
  }
  const ByteSpan rest = file_.subspan(at_);
  *type = U32(rest, 0);
  if (*type == kSectionBlock && left >= kFrame + 4) {
    // Each section has its own byte order, which its length is written in too.
    const uint32_t order = U32(rest, 8);
    if (order == kSwappedByteOrder) big_endian_ = !big_endian_;
    if (order != kByteOrder && order != kSwappedByteOrder) {
      Stop("the capture is damaged: a section has no byte order");
      return std::nullopt;
    }
  }
  const size_t length = U32(rest, 4);
  if (length < kFrame || length % 4 != 0 || length > kMaxBlock) {
    Stop("the capture is damaged: a block's length is not possible");
    return std::nullopt;
  }
  if (length > left) {
    Stop("the capture is cut off in a block");
    return std::nullopt;
  }
  at_ += length;
  return rest.subspan(8, length - kFrame);
}

/// Interfaces are numbered anew in each section.
void CaptureReader::ReadSection() { interfaces_.clear(); }

void CaptureReader::ReadInterface(ByteSpan body) {
  if (body.size() < 8 || interfaces_.size() >= kMaxInterfaces) return;
  Interface interface;
  interface.link = static_cast<LinkType>(U16(body, 0));
  for (size_t at = 8; at + 4 <= body.size();) {
    const uint16_t code = U16(body, at);
    const size_t length = U16(body, at + 2);
    at += 4;
    if (code == 0 || length > body.size() - at) break;
    if (code == kOptionTimeResolution && length >= 1) {
      interface.ticks_per_second = TicksOf(body[at]);
    }
    if (code == kOptionTimeOffset && length >= 8) {
      const uint64_t low = U32(body, at + (big_endian_ ? 4 : 0));
      const uint64_t high = U32(body, at + (big_endian_ ? 0 : 4));
      interface.offset_seconds = static_cast<int64_t>(high << 32 | low);
    }
    at += Padded(length);
  }
  interfaces_.push_back(interface);
}

void CaptureReader::ReadSecrets(ByteSpan body) {
  if (body.size() < 8 || U32(body, 0) != kTlsKeyLog) return;
  const size_t length = std::min<size_t>(U32(body, 4), body.size() - 8);
  if (secrets_.size() + length >= kMaxSecrets) return;
  secrets_ += AsText(body.subspan(8, length));
  secrets_ += '\n';
}

std::optional<CapturedPacket> CaptureReader::ReadPacket(uint32_t type, ByteSpan body) {
  const bool simple = type == kSimplePacketBlock;
  const size_t header = simple ? 4 : 20;
  if (body.size() < header) return std::nullopt;
  size_t number = 0;
  if (type == kEnhancedPacketBlock) number = U32(body, 0);
  if (type == kObsoletePacketBlock) number = U16(body, 0);
  if (number >= interfaces_.size()) return std::nullopt;
  const Interface& interface = interfaces_[number];
  CapturedPacket packet;
  packet.link = interface.link;
  packet.original_octets = U32(body, simple ? 0 : 16);
  const size_t captured = simple ? packet.original_octets : U32(body, 12);
  packet.octets = body.subspan(header, std::min(captured, body.size() - header));
  if (simple || interface.ticks_per_second == 0) return packet;
  const uint64_t ticks = uint64_t{U32(body, 4)} << 32 | U32(body, 8);
  const uint64_t seconds = ticks / interface.ticks_per_second;
  const uint64_t rest = ticks % interface.ticks_per_second;
  // Far dates of damaged files must not overflow.
  constexpr uint64_t kMostSeconds = 1ull << 40;
  constexpr double kMicro = 1e6;
  const auto fraction = static_cast<int64_t>(static_cast<double>(rest) * kMicro /
                                             static_cast<double>(interface.ticks_per_second));
  const int64_t offset = std::clamp<int64_t>(interface.offset_seconds, -(1ll << 40), 1ll << 40);
  packet.time_us =
      (static_cast<int64_t>(std::min(seconds, kMostSeconds)) + offset) * 1'000'000 + fraction;
  return packet;
}

std::optional<CapturedPacket> CaptureReader::NextOfBlocks() {
  while (format_ == Format::kNext) {
    uint32_t type = 0;
    const auto body = NextBlock(&type);
    if (!body) return std::nullopt;
    switch (type) {
      case kSectionBlock: ReadSection(); break;
      case kInterfaceBlock: ReadInterface(*body); break;
      case kSimplePacketBlock:
      case kObsoletePacketBlock:
      case kEnhancedPacketBlock: {
        ++packets_;
        if (auto packet = ReadPacket(type, *body)) return packet;
        break;
      }
      default: break;  // names, statistics, comments
    }
  }
  return std::nullopt;
}

void CaptureReader::CollectSecrets() {
  uint32_t type = 0;
  while (format_ == Format::kNext) {
    const auto body = NextBlock(&type);
    if (!body) break;
    if (type == kSecretsBlock) ReadSecrets(*body);
  }
  // Read again from the beginning for the packets, which meet the same damage.
  format_ = Format::kNext;
  problem_.clear();
  at_ = 0;
  big_endian_ = false;
}

}  // namespace shakedown::observe
