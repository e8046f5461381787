#include "handshake/peer_hosts.h"

#include <gtest/gtest.h>

#include <vector>

namespace shakedown::handshake {
namespace {

std::vector<PeerHost> Hosts() {
  std::vector<PeerHost> hosts(3);
  hosts[1].name = "one.test";
  hosts[2].name = "Two.test.";
  return hosts;
}

TEST(PeerHosts, FindsNamesInAnyCaseWithOrWithoutTrailingDot) {
  const auto hosts = Hosts();
  EXPECT_EQ(FindHost(hosts, "one.test"), 1U);
  EXPECT_EQ(FindHost(hosts, "ONE.TEST."), 1U);
  EXPECT_EQ(FindHost(hosts, "two.test"), 2U);
  EXPECT_EQ(FindHost(hosts, "three.test"), std::nullopt);
}

TEST(PeerHosts, AWildcardCoversOneLabelAndYieldsToTheNameItself) {
  std::vector<PeerHost> hosts = Hosts();
  hosts.emplace_back().name = "*.one.test";
  hosts.emplace_back().name = "own.one.test";
  EXPECT_EQ(FindHost(hosts, "new.One.test."), 3U);
  EXPECT_EQ(FindHost(hosts, "own.one.test"), 4U);
  EXPECT_EQ(FindHost(hosts, "one.test"), 1U);
  EXPECT_EQ(FindHost(hosts, "a.b.one.test"), std::nullopt);
}

TEST(PeerHosts, NamelessDefaultIsNeverFound) {
  EXPECT_EQ(FindHost(Hosts(), ""), std::nullopt);
  EXPECT_EQ(FindHost(Hosts(), "."), std::nullopt);
}

TEST(PeerHosts, HostFieldLosesPortBracketsAndDot) {
  EXPECT_EQ(NameOfHostField("One.test:8443"), "one.test");
  EXPECT_EQ(NameOfHostField("one.test.:1"), "one.test");
  EXPECT_EQ(NameOfHostField("[::1]:8443"), "::1");
  EXPECT_EQ(NameOfHostField("[::1"), "[::1");
  EXPECT_EQ(NameOfHostField(""), "");
}

TEST(PeerHosts, ReadsTheNameOfAServerNameExtension) {
  const Bytes extension = {0, 6, 0, 0, 3, 'a', '.', 'b'};
  EXPECT_EQ(ServerNameOf(extension), "a.b");
}

TEST(PeerHosts, MalformedServerNameIsNoName) {
  const Bytes extension = {0, 6, 0, 0, 3, 'a', '.', 'b'};
  for (size_t length = 0; length < extension.size(); ++length) {
    EXPECT_EQ(ServerNameOf(ByteSpan(extension).first(length)), "") << length;
  }
  const Bytes other_type = {0, 6, 1, 0, 3, 'a', '.', 'b'};
  EXPECT_EQ(ServerNameOf(other_type), "");
}

TEST(PeerHosts, WhoAsksAndWhoRequires) {
  EXPECT_FALSE(AsksAtOnce(Behaviour::kNone));
  EXPECT_FALSE(AsksAtOnce(Behaviour::kLate));
  EXPECT_TRUE(AsksAtOnce(Behaviour::kOptional));
  EXPECT_TRUE(AsksAtOnce(Behaviour::kNginx));
  EXPECT_FALSE(RequiresAtOnce(Behaviour::kOptional));
  EXPECT_TRUE(RequiresAtOnce(Behaviour::kStrict));
}

}  // namespace
}  // namespace shakedown::handshake
