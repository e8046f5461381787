#include "observe/packet.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

namespace shakedown::observe {
namespace {

constexpr uint16_t kEtherIpv4 = 0x0800;
constexpr uint16_t kEtherIpv6 = 0x86dd;
constexpr uint16_t kEtherVlan = 0x8100;
constexpr uint16_t kEtherProviderVlan = 0x88a8;
constexpr size_t kCooked2Header = 20;
constexpr uint8_t kTcp = 6;
constexpr uint8_t kIpv6Fragment = 44;
constexpr int kMaxVlanTags = 4;
constexpr int kMaxExtensionHeaders = 8;

uint16_t U16(ByteSpan octets, size_t at) {
  return static_cast<uint16_t>(octets[at] << 8 | octets[at + 1]);
}

bool IsVlan(uint16_t type) { return type == kEtherVlan || type == kEtherProviderVlan; }

/// What IP carries, and how much of it there was on the wire.
struct Carried {
  attempt::Endpoint from;
  attempt::Endpoint to;
  ByteSpan octets;
  size_t original = 0;
};

std::string AddressText(int family, const uint8_t* octets) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const char* written = inet_ntop(family, octets, text.data(), text.size());
  return written != nullptr ? written : "";
}

/// The IP packet behind an EtherType field at `at`, VLAN tags skipped.
ByteSpan BehindEtherType(ByteSpan octets, size_t at) {
  for (int tags = 0; tags <= kMaxVlanTags && at + 2 <= octets.size(); ++tags) {
    const uint16_t type = U16(octets, at);
    at += 2;
    if (type == kEtherIpv4 || type == kEtherIpv6) return octets.subspan(at);
    if (!IsVlan(type)) return {};
    at += 2;
  }
  return {};
}

ByteSpan IpOf(const CapturedPacket& packet) {
  const ByteSpan octets = packet.octets;
  const auto behind = [octets](size_t count) {
    return octets.size() >= count ? octets.subspan(count) : ByteSpan();
  };
  switch (packet.link) {
    case LinkType::kNull:
    case LinkType::kLoop: return behind(4);
    case LinkType::kEthernet: return BehindEtherType(octets, 12);
    case LinkType::kLinuxCooked: return BehindEtherType(octets, 14);
    case LinkType::kLinuxCooked2: {
      if (octets.size() < kCooked2Header) return {};
      const uint16_t type = U16(octets, 0);
      if (IsVlan(type)) return BehindEtherType(octets, kCooked2Header + 2);
      return type == kEtherIpv4 || type == kEtherIpv6 ? behind(kCooked2Header) : ByteSpan();
    }
    case LinkType::kRaw:
    case LinkType::kRawOld:
    case LinkType::kIpv4:
    case LinkType::kIpv6: return octets;
  }
  return {};
}

/// More fragments follow, or it is not the first (RFC 791 section 3.1).
bool IsFragment4(ByteSpan ip) { return (U16(ip, 6) & 0x3fff) != 0; }

std::optional<Carried> ReadIpv4(ByteSpan ip) {
  if (ip.size() < 20) return std::nullopt;
  const size_t header = size_t{ip[0] & 0x0fu} * 4;
  size_t total = U16(ip, 2);
  // Segmentation by the card leaves the length to it.
  if (total == 0) total = ip.size();
  const bool broken = header < 20 || total < header || ip.size() < header;
  if (broken || IsFragment4(ip) || ip[9] != kTcp) return std::nullopt;
  Carried carried;
  carried.from.host = AddressText(AF_INET, ip.data() + 12);
  carried.to.host = AddressText(AF_INET, ip.data() + 16);
  carried.original = total - header;
  carried.octets = ip.subspan(header, std::min(ip.size() - header, carried.original));
  return carried;
}

std::optional<Carried> ReadIpv6(ByteSpan ip) {
  constexpr size_t kHeader = 40;
  if (ip.size() < kHeader) return std::nullopt;
  const size_t length = U16(ip, 4);
  const size_t total = length == 0 ? ip.size() : kHeader + length;
  uint8_t next = ip[6];
  size_t at = kHeader;
  // Hop-by-hop options, routing and destination options (RFC 8200 section 4).
  for (int i = 0; i < kMaxExtensionHeaders && (next == 0 || next == 43 || next == 60); ++i) {
    if (at + 8 > ip.size()) return std::nullopt;
    next = ip[at];
    at += (size_t{ip[at + 1]} + 1) * 8;
  }
  if (next != kTcp || at > ip.size() || at > total) return std::nullopt;
  Carried carried;
  carried.from.host = AddressText(AF_INET6, ip.data() + 8);
  carried.to.host = AddressText(AF_INET6, ip.data() + 24);
  carried.original = total - at;
  carried.octets = ip.subspan(at, std::min(ip.size() - at, carried.original));
  return carried;
}

}  // namespace

Unread WhyUnread(const CapturedPacket& packet) {
  switch (packet.link) {
    case LinkType::kNull:
    case LinkType::kEthernet:
    case LinkType::kRawOld:
    case LinkType::kRaw:
    case LinkType::kLoop:
    case LinkType::kLinuxCooked:
    case LinkType::kIpv4:
    case LinkType::kIpv6:
    case LinkType::kLinuxCooked2: break;
    default: return Unread::kLinkType;
  }
  const ByteSpan ip = IpOf(packet);
  if (ip.size() < 20) return Unread::kNotTcp;
  if (ip[0] >> 4 == 4 && ip[9] == kTcp && IsFragment4(ip)) return Unread::kFragment;
  // Its own extension header says what is inside.
  const bool fragment6 = ip[0] >> 4 == 6 && ip[6] == kIpv6Fragment && ip.size() > 40;
  return fragment6 && ip[40] == kTcp ? Unread::kFragment : Unread::kNotTcp;
}

std::optional<Segment> SegmentOf(const CapturedPacket& packet) {
  const ByteSpan ip = IpOf(packet);
  if (ip.empty()) return std::nullopt;
  auto carried = ip[0] >> 4 == 4 ? ReadIpv4(ip) : ip[0] >> 4 == 6 ? ReadIpv6(ip) : std::nullopt;
  if (!carried || carried->octets.size() < 20) return std::nullopt;
  const ByteSpan tcp = carried->octets;
  const size_t header = size_t{static_cast<uint8_t>(tcp[12] >> 4)} * 4;
  if (header < 20 || header > tcp.size()) return std::nullopt;
  Segment segment;
  segment.from = std::move(carried->from);
  segment.to = std::move(carried->to);
  segment.from.port = U16(tcp, 0);
  segment.to.port = U16(tcp, 2);
  segment.sequence = uint32_t{U16(tcp, 4)} << 16 | U16(tcp, 6);
  segment.acknowledged = uint32_t{U16(tcp, 8)} << 16 | U16(tcp, 10);
  const uint8_t flags = tcp[13];
  segment.fin = (flags & 0x01) != 0;
  segment.syn = (flags & 0x02) != 0;
  segment.reset = (flags & 0x04) != 0;
  segment.ack = (flags & 0x10) != 0;
  segment.payload = tcp.subspan(header);
  segment.missing = carried->original - tcp.size();
  return segment;
}

}  // namespace shakedown::observe
