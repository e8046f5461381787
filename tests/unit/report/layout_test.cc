#include "report/layout.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace shakedown::report {
namespace {

using testing::ElementsAre;

TEST(SafeTest, LeavesHarmlessTextAlone) {
  EXPECT_EQ(Safe("CN=Alice, O=Example #1 [x]"), "CN=Alice, O=Example #1 [x]");
  EXPECT_EQ(Safe("Ärztekammer"), "Ärztekammer");
}

TEST(SafeTest, BreaksCommandsInTheMiddleOfALine) {
  EXPECT_EQ(Safe("title ##[error]x"), "title # #[error]x");
  EXPECT_EQ(Safe("title ##vso[task.complete]"), "title # #vso[task.complete]");
  EXPECT_EQ(Safe("x####"), "x# # # #");
  EXPECT_EQ(Safe("x [[ATTACHMENT|/etc/passwd]]").find("[["), std::string::npos);
}

TEST(SafeTest, BreaksCommandsBehindLeadingBlanks) {
  EXPECT_EQ(Safe("  ::error::x"), "  : :error::x");
  EXPECT_EQ(SafeLines("a\n\t::set-output::x"), "a\n\t: :set-output::x");
  EXPECT_EQ(Safe("a::b"), "a::b") << "only the start of a line is a command";
}

TEST(SafeTest, MakesPrintable) {
  EXPECT_EQ(Safe("a\x1b[31mb\x01"), "ab\\u{1}");
  EXPECT_EQ(Safe("a\nb"), "a\\u{A}b");
  EXPECT_EQ(SafeLines("a\r\nb"), "a\nb");
  EXPECT_EQ(Safe("\xff"), "\\xff");
}

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
