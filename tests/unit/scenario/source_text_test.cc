#include "scenario/source_text.h"

#include <gtest/gtest.h>

namespace shakedown::scenario {
namespace {

TEST(SourceText, CountsLinesAndColumnsFromOne) {
  const SourceText source("s.xml", "ab\ncd\r\n\nef");
  const auto place = [&](size_t offset) {
    const SourcePosition at = source.At(offset);
    return std::pair(at.line, at.column);
  };
  EXPECT_EQ(place(0), std::pair(1, 1));
  EXPECT_EQ(place(1), std::pair(1, 2));
  EXPECT_EQ(place(3), std::pair(2, 1));
  EXPECT_EQ(place(7), std::pair(3, 1));
  EXPECT_EQ(place(9), std::pair(4, 2));
  EXPECT_EQ(place(1000), std::pair(4, 3)) << "an offset beyond the end is the end";
}

TEST(SourceText, ShowsTheLineWithoutItsEnd) {
  const SourceText source("s.xml", "ab\n  <cd\tx>\r\nef");
  EXPECT_EQ(source.At(5).file, "s.xml");
  EXPECT_EQ(source.At(5).excerpt, "  <cd x>") << "a tab takes one column";
}

TEST(SourceText, CountsCharactersNotOctets) {
  const SourceText source("s.xml", "\xC3\xA4\xF0\x9F\x98\x80<x/>");
  EXPECT_EQ(source.At(6).column, 3);
}

TEST(SourceText, CountsRightInLongLines) {
  std::string text = "first\n";
  for (int i = 0; i < 3000; ++i) text += "\xC3\xA4";
  for (const size_t octets : {1024U, 2048U, 4096U})
    text.resize((text.size() + octets) / octets * octets, 'x');
  const SourceText source("s.xml", text);
  EXPECT_EQ(source.At(6 + 2 * 2500).column, 2501);
  EXPECT_EQ(source.At(6 + 2 * 2500).line, 2);
  EXPECT_EQ(source.At(text.size()).column, static_cast<int>(text.size()) - 6 - 3000 + 1);
  EXPECT_EQ(SourceText("s.xml", "").At(0).column, 1);
}

TEST(SourceText, DropsTheByteOrderMark) {
  const SourceText source("s.xml", "\xEF\xBB\xBF<suite/>");
  EXPECT_EQ(source.text(), "<suite/>");
}

TEST(SourceText, BoundsTheExcerpt) {
  const SourceText source("s.xml", std::string(5000, 'x'));
  EXPECT_EQ(source.At(10).excerpt.size(), 240U);
  EXPECT_EQ(source.At(4000).excerpt, "") << "a caret could not be placed";
  EXPECT_EQ(source.At(4000).column, 4001);
}

TEST(SourceText, ShowsHostileLinesHarmless) {
  const SourceText source("s.xml", "::error::\x1B[31mx");
  EXPECT_EQ(source.At(0).excerpt, ": :error::x");
}

TEST(FirstIllegalOctet, AcceptsWhatXmlAccepts) {
  EXPECT_FALSE(FirstIllegalOctet(""));
  EXPECT_FALSE(FirstIllegalOctet("a\tb\r\n\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80"));
}

TEST(FirstIllegalOctet, FindsControlsAndMalformedUtf8) {
  EXPECT_EQ(FirstIllegalOctet(std::string_view("ab\0c", 4)), 2U);
  EXPECT_EQ(FirstIllegalOctet("a\x1B"), 1U);
  EXPECT_EQ(FirstIllegalOctet("\x7F"), 0U);
  EXPECT_EQ(FirstIllegalOctet("x\x80"), 1U) << "a lone continuation";
  EXPECT_EQ(FirstIllegalOctet("\xC0\xAF"), 0U) << "overlong";
  EXPECT_EQ(FirstIllegalOctet("\xE0\x9F\xBF"), 0U) << "overlong";
  EXPECT_EQ(FirstIllegalOctet("\xED\xA0\x80"), 0U) << "surrogate";
  EXPECT_EQ(FirstIllegalOctet("\xF4\x90\x80\x80"), 0U) << "beyond U+10FFFF";
  EXPECT_EQ(FirstIllegalOctet("\xF0\x8F\xBF\xBF"), 0U) << "overlong";
  EXPECT_EQ(FirstIllegalOctet("a\xE2\x82"), 1U) << "cut off";
  EXPECT_EQ(FirstIllegalOctet("\xFF\xFE"), 0U) << "UTF-16";
}

TEST(SourceText, ExcerptsShowNoPasswordOfAProxy) {
  const SourceText source("s.xml", "<h via='http://bob:hunter2@p:1'/>");
  EXPECT_EQ(source.At(0).excerpt, "<h via='http://bob:***@p:1'/>");
}

}  // namespace
}  // namespace shakedown::scenario
