#include "net/proxy_header.h"

#include <gtest/gtest.h>

#include "core/hex.h"

namespace shakedown::net {
namespace {

const Address kSource4{"192.0.2.7", 4711, false};
const Address kDestination4{"127.0.0.1", 443, false};
const Address kSource6{"2001:db8::7", 4711, true};
const Address kDestination6{"fe80::1%eth0", 443, true};
const Address kNone{};

std::string Version1(const Address& source, const Address& destination) {
  return std::string(AsText(ProxyHeader(ProxyHeaderVersion::k1, source, destination)));
}
std::string Version2(const Address& source, const Address& destination) {
  return ToHex(ProxyHeader(ProxyHeaderVersion::k2, source, destination));
}

TEST(ProxyHeader, Version1IsOneLine) {
  EXPECT_EQ(Version1(kSource4, kDestination4), "PROXY TCP4 192.0.2.7 127.0.0.1 4711 443\r\n");
  EXPECT_EQ(Version1(kSource6, kDestination6), "PROXY TCP6 2001:db8::7 fe80::1 4711 443\r\n");
}

TEST(ProxyHeader, Version1NeverExceedsItsBound) {
  const Address longest{"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", 65535, true};
  EXPECT_LE(Version1(longest, longest).size(), 107u);
}

TEST(ProxyHeader, Version2IsBinary) {
  EXPECT_EQ(Version2(kSource4, kDestination4),
            "0d0a0d0a000d0a515549540a"
            "2111000c"
            "c0000207"
            "7f000001"
            "126701bb");
  EXPECT_EQ(Version2(kSource6, kDestination6),
            "0d0a0d0a000d0a515549540a"
            "21210024"
            "20010db8000000000000000000000007"
            "fe800000000000000000000000000001"
            "126701bb");
}

TEST(ProxyHeader, Version2MayClaimAVerifiedClient) {
  EXPECT_EQ(ToHex(ProxyHeader(ProxyHeaderVersion::k2, kSource4, kDestination4, "bob")),
            "0d0a0d0a000d0a515549540a"
            "21110024"
            "c0000207"
            "7f000001"
            "126701bb"
            "200015"
            "0700000000"
            "210007544c5376312e33"
            "220003626f62");
  EXPECT_EQ(ProxyHeader(ProxyHeaderVersion::k1, kSource4, kDestination4, "bob"),
            ProxyHeader(ProxyHeaderVersion::k1, kSource4, kDestination4));
}

TEST(ProxyHeader, MixedFamiliesAreIpv6) {
  EXPECT_EQ(Version1(kSource6, kDestination4),
            "PROXY TCP6 2001:db8::7 ::ffff:127.0.0.1 4711 443\r\n");
  EXPECT_EQ(Version2(kSource4, kDestination6).substr(24, 8), "21210024");
}

TEST(ProxyHeader, WithoutAddressesTheKindIsUnknown) {
  EXPECT_EQ(Version1(kNone, kDestination4), "PROXY UNKNOWN\r\n");
  EXPECT_EQ(Version2(kSource4, kNone), "0d0a0d0a000d0a515549540a21000000");
}

}  // namespace
}  // namespace shakedown::net
