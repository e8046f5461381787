#include "core/utf8.h"

#include <gtest/gtest.h>

namespace shakedown {
namespace {

// RFC 3629
TEST(Utf8, ReadsWhatItWrites) {
  for (const char32_t c : {0x00u, 0x41u, 0x7Fu, 0x80u, 0x7FFu, 0x800u, 0xD7FFu, 0xE000u, 0xFFFFu,
                           0x10000u, 0x10FFFFu}) {
    std::string text;
    AppendUtf8(c, &text);
    const auto read = NextCodePoint(text + "x");
    ASSERT_TRUE(read) << static_cast<uint32_t>(c);
    EXPECT_EQ(read->value, c);
    EXPECT_EQ(read->octets, text.size());
  }
}

TEST(Utf8, WritesTheReplacementForWhatIsNoCharacter) {
  for (const char32_t c : {0xD800u, 0xDFFFu, 0x110000u, 0xFFFFFFFFu}) {
    std::string text;
    AppendUtf8(c, &text);
    EXPECT_EQ(text, "\xEF\xBF\xBD");
  }
}

TEST(Utf8, RefusesWhatIsNotUtf8) {
  for (const char* text : {"", "\x80", "\xC0\xAF", "\xC1\x81", "\xE0\x80\x80", "\xED\xA0\x80",
                           "\xF0\x80\x80\x80", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF",
                           "\xC3", "\xE2\x82", "\xF0\x9F\x98", "\xC3\x28", "\xE2\x28\xA1"}) {
    EXPECT_FALSE(NextCodePoint(text)) << text;
  }
}

}  // namespace
}  // namespace shakedown
