#include "observe/packet.h"

#include <gtest/gtest.h>

#include "tests/support/capture_builder.h"

namespace shakedown::observe {
namespace {

using testing_support::PacketMaker;

constexpr std::string_view kPayload = "octets";

/// A segment of 10.0.0.1:40000 over IPv4.
Bytes Ipv4() {
  return PacketMaker().Packet(attempt::Side::kClient, testing_support::kAck, AsBytes(kPayload));
}

Bytes Joined(Bytes front, const Bytes& back) {
  front.insert(front.end(), back.begin(), back.end());
  return front;
}

/// The same segment over IPv6, behind these extension headers, the first of type `next`.
Bytes Ipv6(uint8_t next = 6, const Bytes& extensions = {}) {
  const Bytes v4 = Ipv4();
  const Bytes carried = Joined(extensions, Bytes(v4.begin() + 20, v4.end()));
  Bytes packet = {0x60, 0, 0, 0, 0, static_cast<uint8_t>(carried.size()), next, 64};
  for (const uint8_t last : {uint8_t{1}, uint8_t{2}}) {
    Bytes address(16, 0);
    address[0] = 0xfd;
    address[15] = last;
    packet = Joined(packet, address);
  }
  return Joined(packet, carried);
}

CapturedPacket On(LinkType link, const Bytes& octets) {
  return {.link = link, .octets = octets, .original_octets = octets.size()};
}

void ExpectSegment(LinkType link, const Bytes& octets, const std::string& from) {
  const auto segment = SegmentOf(On(link, octets));
  ASSERT_TRUE(segment) << static_cast<int>(link);
  EXPECT_EQ(AsText(segment->payload), kPayload);
  EXPECT_EQ(attempt::ToText(segment->from), from);
  EXPECT_TRUE(segment->ack);
  EXPECT_EQ(segment->missing, 0u);
  // Whatever is cut off, nothing outside is read, and what is missing is counted.
  for (size_t octet = 0; octet < octets.size(); ++octet) {
    const Bytes cut(octets.begin(), octets.begin() + static_cast<ptrdiff_t>(octet));
    const auto part = SegmentOf(On(link, cut));
    if (part) {
      EXPECT_EQ(part->payload.size() + part->missing, kPayload.size());
    }
  }
}

const std::string kV4 = "10.0.0.1:40000";
const std::string kV6 = "[fd00::1]:40000";

TEST(Packet, IsReadOnEveryLinkLayer) {
  const Bytes mac(12, 2);
  const Bytes cooked(14, 1);
  for (const auto& [ip, type, from] :
       {std::tuple(Ipv4(), Bytes{8, 0}, kV4), std::tuple(Ipv6(), Bytes{0x86, 0xdd}, kV6)}) {
    ExpectSegment(LinkType::kRaw, ip, from);
    ExpectSegment(LinkType::kRawOld, ip, from);
    ExpectSegment(LinkType::kIpv4, ip, from);
    ExpectSegment(LinkType::kIpv6, ip, from);
    ExpectSegment(LinkType::kNull, Joined({2, 0, 0, 0}, ip), from);
    ExpectSegment(LinkType::kLoop, Joined({0, 0, 0, 2}, ip), from);
    ExpectSegment(LinkType::kEthernet, Joined(Joined(mac, type), ip), from);
    ExpectSegment(LinkType::kLinuxCooked, Joined(Joined(cooked, type), ip), from);
    ExpectSegment(LinkType::kLinuxCooked2, Joined(Joined(type, Bytes(18, 0)), ip), from);
  }
}

TEST(Packet, IsReadBehindVlanTags) {
  const Bytes mac(12, 2);
  const Bytes one = {0x81, 0, 0, 7, 8, 0};
  const Bytes two = {0x88, 0xa8, 0, 9, 0x81, 0, 0, 7, 8, 0};
  ExpectSegment(LinkType::kEthernet, Joined(Joined(mac, one), Ipv4()), kV4);
  ExpectSegment(LinkType::kEthernet, Joined(Joined(mac, two), Ipv4()), kV4);
  ExpectSegment(LinkType::kLinuxCooked, Joined(Joined(Bytes(14, 1), one), Ipv4()), kV4);
  const Bytes cooked2 = Joined(Joined({0x81, 0}, Bytes(18, 0)), {0, 7, 8, 0});
  ExpectSegment(LinkType::kLinuxCooked2, Joined(cooked2, Ipv4()), kV4);
}

TEST(Packet, IsReadBehindExtensionHeaders) {
  const Bytes options = {6, 0, 1, 4, 0, 0, 0, 0};
  ExpectSegment(LinkType::kRaw, Ipv6(0, options), kV6);
  ExpectSegment(LinkType::kRaw, Ipv6(60, Joined({43, 0, 1, 4, 0, 0, 0, 0}, options)), kV6);
}

TEST(Packet, WithoutTcpSaysWhy) {
  Bytes udp = Ipv4();
  udp[9] = 17;
  EXPECT_FALSE(SegmentOf(On(LinkType::kRaw, udp)));
  EXPECT_EQ(WhyUnread(On(LinkType::kRaw, udp)), Unread::kNotTcp);
  const Bytes arp = Joined(Joined(Bytes(12, 2), {8, 6}), Bytes(28, 0));
  EXPECT_EQ(WhyUnread(On(LinkType::kEthernet, arp)), Unread::kNotTcp);
  constexpr auto kRadio = static_cast<LinkType>(127);
  EXPECT_FALSE(SegmentOf(On(kRadio, Ipv4())));
  EXPECT_EQ(WhyUnread(On(kRadio, Ipv4())), Unread::kLinkType);
}

TEST(Packet, ThatIsAFragmentIsNotTakenForASegment) {
  Bytes first = Ipv4();
  first[6] = 0x20;  // more follow
  Bytes later = Ipv4();
  later[7] = 3;
  const Bytes v6 = Ipv6(44, {6, 0, 0, 1, 0, 0, 0, 1});
  for (const Bytes& fragment : {first, later, v6}) {
    EXPECT_FALSE(SegmentOf(On(LinkType::kRaw, fragment)));
    EXPECT_EQ(WhyUnread(On(LinkType::kRaw, fragment)), Unread::kFragment);
  }
}

}  // namespace
}  // namespace shakedown::observe
