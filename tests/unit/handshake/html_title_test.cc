#include "handshake/html_title.h"

#include <gtest/gtest.h>

namespace shakedown::handshake {
namespace {

TEST(HtmlTitle, IsFoundWhateverItsSpelling) {
  EXPECT_EQ(HtmlTitle("<HTML><TITLE lang=\"en\">Hello</TITLE>"), "Hello");
  EXPECT_EQ(HtmlTitle("<title\n>Hello</title >"), "Hello");
}

TEST(HtmlTitle, WhiteSpaceIsFolded) {
  EXPECT_EQ(HtmlTitle("<title>\n  403\t \r\n Forbidden </title>"), "403 Forbidden");
}

TEST(HtmlTitle, MarkupInsideIsText) {
  EXPECT_EQ(HtmlTitle("<title>a <b>bold</b> one</title>"), "a <b>bold</b> one");
}

TEST(HtmlTitle, CommonReferencesAreResolvedOnce) {
  EXPECT_EQ(HtmlTitle("<title>A &amp; B &lt;&gt; &quot;x&#39; &amp;lt; &eacute;</title>"),
            "A & B <> \"x' &lt; &eacute;");
}

TEST(HtmlTitle, ControlsAreMadePrintable) {
  EXPECT_EQ(HtmlTitle("<title>a\x01 b</title>"), "a\\u{1} b");
}

TEST(HtmlTitle, AbsentOrUnendedIsEmpty) {
  EXPECT_EQ(HtmlTitle(""), "");
  EXPECT_EQ(HtmlTitle("<titles>no</titles>"), "");
  EXPECT_EQ(HtmlTitle("<title"), "");
  EXPECT_EQ(HtmlTitle("<title>never ends"), "");
  EXPECT_EQ(HtmlTitle("<titles></titles><title>yes</title>"), "yes");
}

TEST(HtmlTitle, IsCut) {
  EXPECT_EQ(HtmlTitle("<title>" + std::string(5000, 'x') + "</title>").size(), 300u);
}

}  // namespace
}  // namespace shakedown::handshake
