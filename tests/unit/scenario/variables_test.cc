#include "scenario/variables.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenario/loader.h"

namespace shakedown::scenario {
namespace {

const Variables kVariables = {
    {"a", "1"}, {"gate.host", "g.test"}, {"empty", ""}, {"nested", "${a}"}};

std::string Text(const std::string& text) {
  const auto result = Substitute(text, kVariables, {"s.xml", 3, 7, ""});
  return result ? *result : "error: " + result.error().Text();
}

TEST(Substitute, ReplacesEveryReference) {
  EXPECT_EQ(Text(""), "");
  EXPECT_EQ(Text("plain $ {a} }"), "plain $ {a} }");
  EXPECT_EQ(Text("${a}"), "1");
  EXPECT_EQ(Text("x${a}y${gate.host}${empty}z"), "x1yg.testz");
}

TEST(Substitute, KeepsEscapedOpenings) {
  EXPECT_EQ(Text("$${a}"), "${a}");
  EXPECT_EQ(Text("${a}$${a}${a}"), "1${a}1");
}

TEST(Substitute, DoesNotLookIntoValues) { EXPECT_EQ(Text("${nested}"), "${a}"); }

TEST(Substitute, NamesTheNearestVariable) {
  EXPECT_EQ(Text("${gate.hots}"),
            "error: s.xml:3:7: error: variable 'gate.hots' has no value\n"
            "  hint: did you mean '${gate.host}'?");
  EXPECT_EQ(Text("${far_away}"),
            "error: s.xml:3:7: error: variable 'far_away' has no value\n"
            "  hint: give it a value with --set far_away=..., or a default in the suite");
}

TEST(Substitute, RefusesMalformedReferences) {
  for (const char* text : {"${a", "${}", "${a b}", "x${1}"}) {
    EXPECT_THAT(Text(text), testing::HasSubstr("holds ${ without a variable's name and }")) << text;
  }
}

TEST(Substitute, BoundsTheResult) {
  const Variables large = {{"x", std::string(40'000, 'x')}};
  EXPECT_TRUE(Substitute("${x}", large, {}));
  const auto result = Substitute("${x}${x}", large, {});
  ASSERT_FALSE(result);
  EXPECT_THAT(result.error().message(), testing::HasSubstr("64 KiB"));
}

TEST(FindReferences, TellsWhereTheyStand) {
  const auto references = FindReferences("a${b}$${c}${d");
  ASSERT_EQ(references.size(), 2U);
  EXPECT_EQ(references[0].name, "b");
  EXPECT_EQ(references[0].at, 1U);
  EXPECT_EQ(references[0].end, 5U);
  EXPECT_TRUE(references[0].closed);
  EXPECT_EQ(references[1].name, "d");
  EXPECT_FALSE(references[1].closed);
}

TEST(Unescaped, OnlyTouchesEscapes) { EXPECT_EQ(Unescaped("$$ $${x} $"), "$$ ${x} $"); }

}  // namespace
}  // namespace shakedown::scenario
