// --hook: which commands are taken, and what is said of the others.
#include "cli/run_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace shakedown::cli {
namespace {

using testing::HasSubstr;

Result<run::TargetOptions> Read(const std::vector<std::string>& words) {
  po::options_description known;
  AddTargetOptions(&known);
  const auto parsed = ParseOptions(words, known, "");
  if (!parsed) return parsed.error();
  return ReadTargetOptions(*parsed);
}

TEST(HookOptions, AreKeptByName) {
  const auto read = Read({"--hook", "crl=./hook crl=1", "--hook", "trust=x"});
  ASSERT_TRUE(read) << read.error().Text();
  EXPECT_EQ(read->hooks.at("crl"), "./hook crl=1");
  EXPECT_EQ(read->hooks.at("trust"), "x");
}

TEST(HookOptions, NeedAKnownNameAndACommand) {
  for (const char* wrong : {"crl", "crl=", "=x", "clr=x"}) {
    const auto read = Read({"--hook", wrong});
    ASSERT_FALSE(read) << wrong;
    EXPECT_THAT(read.error().hint(), HasSubstr("trust, crl, policy")) << wrong;
  }
  EXPECT_FALSE(Read({"--hook", "crl=a", "--hook", "crl=b"}));
}

}  // namespace
}  // namespace shakedown::cli
