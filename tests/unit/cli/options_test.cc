#include "cli/options.h"

#include <gtest/gtest.h>

namespace shakedown::cli {
namespace {

class Options : public testing::Test {
 protected:
  Options() {
    auto add = options_.add_options();
    add("target", po::value<std::string>(), "");
    add("sni", po::value<std::string>(), "");
    add("filter", po::value<std::vector<std::string>>()->composing(), "");
    add("fail-fast", po::value<int>()->implicit_value(1), "");
    add("suite", po::value<std::vector<std::string>>(), "");
  }
  po::options_description options_;
};

TEST_F(Options, WordsAndRepeatedOptionsAreCollected) {
  const auto parsed =
      ParseOptions({"a.xml", "--filter", "x", "b.xml", "--filter=y"}, options_, "suite");
  ASSERT_TRUE(parsed) << parsed.error().Text();
  EXPECT_EQ(parsed->texts("suite"), (std::vector<std::string>{"a.xml", "b.xml"}));
  EXPECT_EQ(parsed->texts("filter"), (std::vector<std::string>{"x", "y"}));
}

TEST_F(Options, VerbosityIsCounted) {
  EXPECT_EQ(ParseOptions({"-vv", "--verbose"}, options_, "")->verbosity, 3);
  EXPECT_EQ(ParseOptions({"-q"}, options_, "")->verbosity, -1);
  EXPECT_EQ(ParseOptions({"-qq"}, options_, "")->verbosity, -2);
}

TEST_F(Options, EmptyValuesAreKept) {
  for (const Arguments& arguments : {Arguments{"--sni="}, Arguments{"--sni", ""}}) {
    const auto parsed = ParseOptions(arguments, options_, "suite");
    ASSERT_TRUE(parsed) << parsed.error().Text();
    EXPECT_TRUE(parsed->has("sni"));
    EXPECT_EQ(parsed->text("sni"), "");
  }
}

TEST_F(Options, AnOptionalNumberDoesNotEatTheNextWord) {
  const auto parsed = ParseOptions({"--fail-fast", "a.xml"}, options_, "suite");
  ASSERT_TRUE(parsed) << parsed.error().Text();
  EXPECT_EQ(parsed->values["fail-fast"].as<int>(), 1);
  EXPECT_EQ(parsed->texts("suite"), std::vector<std::string>{"a.xml"});
}

TEST_F(Options, UnknownOptionsSuggestTheNearest) {
  const auto parsed = ParseOptions({"--tagret", "x"}, options_, "suite");
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error().hint(), "did you mean '--target'?");
  const auto abbreviated = ParseOptions({"--targ", "x"}, options_, "suite");
  EXPECT_FALSE(abbreviated) << "abbreviations would break when options are added";
}

TEST_F(Options, WordsAreRefusedWhereNoneAreTaken) {
  EXPECT_FALSE(ParseOptions({"word"}, options_, ""));
}

}  // namespace
}  // namespace shakedown::cli
