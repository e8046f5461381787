#include "observe/capture.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace shakedown::observe {
namespace {

constexpr uint32_t kMicroseconds = 0xa1b2c3d4;
constexpr uint32_t kNanoseconds = 0xa1b23c4d;
constexpr uint32_t kSectionBlock = 0x0a0d0d0a;
constexpr size_t kFileHeader = 24;
constexpr size_t kPacketHeader = 16;
/// What libpcap allows; no link has larger packets.
constexpr size_t kMaxPacket = 256 * 1024;

uint32_t Read32(ByteSpan octets, size_t at, bool big_endian) {
  uint32_t value = 0;
  for (size_t i = 0; i < 4; ++i) {
    value |= uint32_t{octets[at + i]} << (8 * (big_endian ? 3 - i : i));
  }
  return value;
}

bool IsClassicMagic(uint32_t magic) { return magic == kMicroseconds || magic == kNanoseconds; }

}  // namespace

bool IsCapture(ByteSpan octets) {
  if (octets.size() < 4) return false;
  const uint32_t little = Read32(octets, 0, false);
  return IsClassicMagic(little) || IsClassicMagic(Read32(octets, 0, true)) ||
         little == kSectionBlock;
}

CaptureReader::CaptureReader(ByteSpan file) : file_(file) {
  if (!IsCapture(file)) {
    problem_ = "the file is no capture";
  } else if (Read32(file, 0, false) == kSectionBlock) {
    format_ = Format::kNext;
    CollectSecrets();
  } else {
    ReadClassicHeader();
  }
}

uint16_t CaptureReader::U16(ByteSpan octets, size_t at) const {
  const auto first = uint16_t{octets[at]};
  const auto second = uint16_t{octets[at + 1]};
  return static_cast<uint16_t>(big_endian_ ? first << 8 | second : second << 8 | first);
}

uint32_t CaptureReader::U32(ByteSpan octets, size_t at) const {
  return Read32(octets, at, big_endian_);
}

void CaptureReader::Stop(std::string problem) {
  format_ = Format::kNone;
  problem_ = fmt::format("{} at offset {} of {}; {} packets were read before", problem, at_,
                         file_.size(), packets_);
}

void CaptureReader::ReadClassicHeader() {
  if (file_.size() < kFileHeader) {
    Stop("the capture's header is cut off");
    return;
  }
  big_endian_ = !IsClassicMagic(Read32(file_, 0, false));
  nanoseconds_ = U32(file_, 0) == kNanoseconds;
  // The upper bits tell of frame check sequences behind the packets.
  classic_.link = static_cast<LinkType>(U32(file_, 20) & 0xffff);
  at_ = kFileHeader;
  format_ = Format::kClassic;
}

std::optional<CapturedPacket> CaptureReader::NextClassic() {
  if (at_ == file_.size()) return std::nullopt;
  if (file_.size() - at_ < kPacketHeader) {
    Stop("the capture is cut off in the header of a packet");
    return std::nullopt;
  }
  const ByteSpan header = file_.subspan(at_, kPacketHeader);
  const size_t captured = U32(header, 8);
  if (captured > kMaxPacket) {
    Stop("the capture is damaged: a packet's length is not possible");
    return std::nullopt;
  }
  if (captured > file_.size() - at_ - kPacketHeader) {
    Stop("the capture is cut off in a packet");
    return std::nullopt;
  }
  const int64_t fraction = U32(header, 4);
  CapturedPacket packet;
  packet.link = classic_.link;
  packet.time_us =
      int64_t{U32(header, 0)} * 1'000'000 + (nanoseconds_ ? fraction / 1000 : fraction);
  packet.octets = file_.subspan(at_ + kPacketHeader, captured);
  packet.original_octets = U32(header, 12);
  at_ += kPacketHeader + captured;
  ++packets_;
  return packet;
}

std::optional<CapturedPacket> CaptureReader::Next() {
  switch (format_) {
    case Format::kClassic: return NextClassic();
    case Format::kNext: return NextOfBlocks();
    case Format::kNone: break;
  }
  return std::nullopt;
}

}  // namespace shakedown::observe
