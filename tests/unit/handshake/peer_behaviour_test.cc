#include "handshake/peer.h"

#include <gtest/gtest.h>

namespace shakedown::handshake {
namespace {

TEST(PeerBehaviour, NamesGoBothWays) {
  for (const char* name : {"none", "optional", "strict", "nginx", "lenient", "late"}) {
    const auto behaviour = BehaviourFromName(name);
    ASSERT_TRUE(behaviour.has_value()) << name;
    EXPECT_STREQ(ToString(*behaviour), name);
  }
}

TEST(PeerBehaviour, UnknownNamesAreNothing) {
  EXPECT_EQ(BehaviourFromName("Nginx"), std::nullopt);
  EXPECT_EQ(BehaviourFromName(""), std::nullopt);
}

}  // namespace
}  // namespace shakedown::handshake
