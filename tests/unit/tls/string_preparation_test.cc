#include "tls/string_preparation.h"

#include <gtest/gtest.h>

namespace shakedown::tls {
namespace {

// RFC 4518 section 2.6.1
TEST(PreparedForMatching, DropsAndCompressesBlanks) {
  EXPECT_EQ(PreparedForMatching("  Example   GmbH "), "example gmbh");
  EXPECT_EQ(PreparedForMatching("a\tb\r\nc"), "a b c");
  EXPECT_EQ(PreparedForMatching("a\u00A0\u2003\u3000b"), "a b");
  EXPECT_EQ(PreparedForMatching("   "), "");
  EXPECT_EQ(PreparedForMatching(""), "");
}

TEST(PreparedForMatching, FoldsCase) {
  EXPECT_EQ(PreparedForMatching("ABCxyz019"), "abcxyz019");
  EXPECT_EQ(PreparedForMatching("ÄÖÜÉÑ"), "äöüéñ");
  EXPECT_EQ(PreparedForMatching("ŁÓDŹ Škoda ČĎ Ÿ"), "łódź škoda čď ÿ");
  EXPECT_EQ(PreparedForMatching("ΑΘΗΝΑΣ Ά"), PreparedForMatching("αθηνας ά"));
  EXPECT_EQ(PreparedForMatching("МОСКВА Ђ Ґ"), "москва ђ ґ");
  EXPECT_EQ(PreparedForMatching("ԱՖ"), "աֆ");
  EXPECT_EQ(PreparedForMatching("Straße"), "strasse");
  EXPECT_EQ(PreparedForMatching("ＡＢｃ"), "abc");
}

TEST(PreparedForMatching, LeavesSignsBetweenLetterBlocksAlone) {
  EXPECT_EQ(PreparedForMatching("×÷@[`{"), "×÷@[`{");
}

// RFC 4518 section 2.2
TEST(PreparedForMatching, DropsWhatNobodySees) {
  EXPECT_EQ(PreparedForMatching("Ex\u00ADam\u200Bple\uFEFF"), "example");
  EXPECT_EQ(PreparedForMatching(std::string_view("a\0b\x1b\x7f", 5)), "ab");
  EXPECT_EQ(PreparedForMatching("a \u200B b"), "a b");
}

TEST(PreparedForMatching, KeepsOctetsThatAreNotUtf8) {
  EXPECT_EQ(PreparedForMatching("A\xff\xfe"), "a\xff\xfe");
}

TEST(PreparedForMatching, IsStable) {
  for (const char* text : {"  Straße  ÜBER ", "ΑΣ", "ＡＢ　Ｃ", "ſ"}) {
    const std::string once = PreparedForMatching(text);
    EXPECT_EQ(PreparedForMatching(once), once);
  }
}

}  // namespace
}  // namespace shakedown::tls
