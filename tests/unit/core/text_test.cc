#include "core/text.h"

#include <gtest/gtest.h>

#include <array>

namespace shakedown {
namespace {

TEST(Printable, LeavesPlainAndForeignTextAlone) {
  EXPECT_EQ(Printable("CN=Alice"), "CN=Alice");
  EXPECT_EQ(Printable("Zürich 東京 😀"), "Zürich 東京 😀");
}

TEST(Printable, ShowsControlsVisibly) {
  EXPECT_EQ(Printable(std::string_view("a\0b", 3)), "a\\u{0}b");
  EXPECT_EQ(Printable("a\nb\rc\td"), "a\\u{A}b\\u{D}c\\u{9}d");
  EXPECT_EQ(Printable("\x7f"), "\\u{7F}");
  EXPECT_EQ(Printable("\xC2\x9B"), "\\u{9B}") << "C1 control CSI";
}

TEST(Printable, RemovesTerminalSequences) {
  EXPECT_EQ(Printable("\x1B[31mred\x1B[0m"), "red");
  EXPECT_EQ(Printable("\x1B]0;title\aafter"), "after");
  EXPECT_EQ(Printable("\x1B]8;;http://x\x1B\\link"), "link");
  EXPECT_EQ(Printable("\x1B"), "\\u{1B}") << "a lone escape is shown";
}

TEST(Printable, ShowsBidiAndInvisibleCharacters) {
  EXPECT_EQ(Printable("a\u202Eb"), "a\\u{202E}b");
  EXPECT_EQ(Printable("a\u2066b\u2069"), "a\\u{2066}b\\u{2069}");
  EXPECT_EQ(Printable("a\u200Bb"), "a\\u{200B}b");
  EXPECT_EQ(Printable("\uFEFFx"), "\\u{FEFF}x");
  EXPECT_EQ(Printable("\xEF\xBF\xBF"), "\\u{FFFF}");
}

TEST(Printable, ShowsOctetsThatAreNotUtf8) {
  EXPECT_EQ(Printable("\xff"), "\\xff");
  EXPECT_EQ(Printable("\xC0\xAF"), "\\xc0\\xaf") << "overlong";
  EXPECT_EQ(Printable("\xED\xA0\x80"), "\\xed\\xa0\\x80") << "surrogate";
  EXPECT_EQ(Printable("\xE6\x9D"), "\\xe6\\x9d") << "cut off";
  EXPECT_EQ(Printable("\xF4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80") << "above U+10FFFF";
}

TEST(Printable, DisarmsAttachmentMarkersAndCiCommands) {
  EXPECT_EQ(Printable("[[ATTACHMENT|/etc/passwd]]"), "[ [ATTACHMENT|/etc/passwd]]");
  EXPECT_EQ(Printable("[[["), "[ [ [");
  EXPECT_EQ(Printable("::error::x"), ": :error::x");
  EXPECT_EQ(Printable("  ::error::x"), "  : :error::x") << "GitHub skips leading blanks";
  EXPECT_EQ(Printable("a::b"), "a::b") << "only the start of a line is a command";
  EXPECT_EQ(Printable("##vso[task]"), "# #vso[task]");
  EXPECT_EQ(Printable("title ##[error]x"), "title # #[error]x") << "Azure looks in the middle too";
  EXPECT_EQ(Printable("x####"), "x# # # #");
  EXPECT_EQ(Printable("[\x1B[0m["), "[ [") << "a removed sequence must not join what it parted";
}

TEST(PrintableLines, KeepsLinesAndDisarmsEachOne) {
  EXPECT_EQ(PrintableLines("a\r\nb\tc\n"), "a\nb\tc\n");
  EXPECT_EQ(PrintableLines("a\n::error::x\n##[x"), "a\n: :error::x\n# #[x");
  EXPECT_EQ(PrintableLines("a\n\t::set-output::x"), "a\n\t: :set-output::x");
  EXPECT_EQ(PrintableLines("a\rb"), "a\\u{D}b");
}

TEST(Printable, IsIdempotentOnItsOwnOutput) {
  for (const char* text : {"\x1B[31m", "::x", "[[", "\xff\x80", "a\u202E", "plain"}) {
    const std::string once = Printable(text);
    EXPECT_EQ(Printable(once), once);
  }
}

TEST(Elide, CountsCharactersNotOctets) {
  EXPECT_EQ(ElideEnd("äöüäöü", 6), "äöüäöü");
  EXPECT_EQ(ElideEnd("äöüäöü", 5), "äö...");
  EXPECT_EQ(ElideMiddle("abcdefghij", 7), "ab...ij");
  EXPECT_EQ(ElideMiddle("äöüäöüäöü", 8), "äöü...öü");
  EXPECT_EQ(ElideMiddle("abcdef", 2), "..");
}

TEST(NearestName, SuggestsOnlyWhatIsNear) {
  constexpr std::array<std::string_view, 3> kNames = {"handshake", "identity", "expect"};
  EXPECT_EQ(NearestName("handshak", kNames), "handshake");
  EXPECT_EQ(NearestName("expct", kNames), "expect");
  EXPECT_EQ(NearestName("zebra", kNames), "");
}

TEST(GlobMatches, StarAndQuestionMark) {
  EXPECT_TRUE(GlobMatches("*", ""));
  EXPECT_TRUE(GlobMatches("*No required*", "400 No required SSL certificate was sent"));
  EXPECT_TRUE(GlobMatches("4??", "403"));
  EXPECT_FALSE(GlobMatches("4??", "40"));
  EXPECT_TRUE(GlobMatches("a*b*c", "aXbXbXc"));
  EXPECT_FALSE(GlobMatches("a*b", "aXc"));
}

TEST(GlobMatches, StaysLinearOnHostilePatterns) {
  const std::string text(20000, 'a');
  EXPECT_FALSE(GlobMatches("*a*a*a*a*a*a*b", text));
}

TEST(Words, SplitsAtAnyBlankRun) {
  EXPECT_EQ(Words("  1.2\t1.3\n"), (std::vector<std::string_view>{"1.2", "1.3"}));
  EXPECT_TRUE(Words(" ").empty());
}

TEST(Trimmed, RemovesOuterBlanksOnly) { EXPECT_EQ(Trimmed(" a b\n"), "a b"); }

}  // namespace
}  // namespace shakedown
