#include "scenario/presented.h"

#include <gtest/gtest.h>

namespace shakedown::scenario {
namespace {

using Kind = PresentedPart::Kind;

TEST(presented, EachWordSaysWhatAndWhoseAndHowOften) {
  const auto parts = ParsePresented("chain 2 root stranger:leaf*20 other.one:3");
  ASSERT_TRUE(parts);
  ASSERT_EQ(parts->size(), 5u);
  EXPECT_EQ((*parts)[0].kind, Kind::kChain);
  EXPECT_EQ((*parts)[1].kind, Kind::kNumber);
  EXPECT_EQ((*parts)[1].number, 2u);
  EXPECT_EQ((*parts)[2].kind, Kind::kRoot);
  EXPECT_EQ((*parts)[3].identity, "stranger");
  EXPECT_EQ((*parts)[3].kind, Kind::kLeaf);
  EXPECT_EQ((*parts)[3].times, 20u);
  EXPECT_EQ((*parts)[4].identity, "other.one");
  EXPECT_EQ((*parts)[4].number, 3u);
}

TEST(presented, NothingAloneIsAnEmptyList) {
  const auto parts = ParsePresented("nothing");
  ASSERT_TRUE(parts);
  EXPECT_TRUE(parts->empty());
}

TEST(presented, OtherWordsAreRefused) {
  for (const char* text : {"", "0", "101", "tree", "nothing 1", "leaf*0", "leaf*1001", "leaf*x",
                           "Big:leaf", ":leaf", "a:", "1a"}) {
    EXPECT_FALSE(ParsePresented(text)) << text;
  }
}

}  // namespace
}  // namespace shakedown::scenario
