#include "report/layout.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace shakedown::report {
namespace {

using testing::ElementsAre;

TEST(PlainLineTest, HoldsNoMarkupAndNoEdges) {
  EXPECT_EQ(PlainLine("  <a href=\"x\">&\n\tb  ", 100), "(a href='x')+  b");
  EXPECT_EQ(PlainLine("abcdefghij", 6), "abc...");
}

TEST(WrapTest, BreaksAtBlanksAndCutsLongWords) {
  EXPECT_THAT(Wrap("one two three four", 9), ElementsAre("one two", "three", "four"));
  EXPECT_THAT(Wrap("abcdefghijklmnop q", 10), ElementsAre("abcdefghij", "klmnop q"));
  EXPECT_THAT(Wrap("a\nb", 20), ElementsAre("a", "b"));
  EXPECT_THAT(Wrap("", 20), ElementsAre(""));
}

TEST(WrapTest, CountsCharactersNotOctets) {
  EXPECT_THAT(Wrap("ääää öööö", 9), ElementsAre("ääää öööö"));
  EXPECT_THAT(Wrap("ääääääääää", 8), ElementsAre("ääääääää", "ää"));
}

TEST(WrapTest, NoLineStartsWithACommand) {
  EXPECT_THAT(Wrap("12345678 ::error::x", 10), ElementsAre("12345678", ": :error::x"));
}

TEST(BlockTest, IndentsWhatFollows) {
  EXPECT_EQ(Block("  - ", "one two three", 12), "  - one two\n    three\n");
  EXPECT_EQ(Block("  x ", "", 20), "  x\n");
}

TEST(SlugTest, KeepsNoDots) {
  EXPECT_EQ(Slug("Edge GW.example.com:443"), "edge-gw-example-com-443");
  EXPECT_EQ(Slug("a--b_c"), "a--b_c");
  EXPECT_EQ(Slug("..."), "unnamed");
  EXPECT_EQ(Slug("abc def", 4), "abc");
}

}  // namespace
}  // namespace shakedown::report
