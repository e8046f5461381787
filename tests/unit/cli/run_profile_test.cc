#include <gmock/gmock.h>

#include "cli/run_options.h"

namespace shakedown::cli {
namespace {

std::optional<std::string> Nothing(const std::string& /*name*/) { return std::nullopt; }

Result<SelectionAndShard> Read(const Arguments& arguments) {
  po::options_description known;
  AddSelectionOptions(&known);
  AddExecutionOptions(&known);
  const auto parsed = ParseOptions(arguments, known, "");
  EXPECT_TRUE(parsed);
  return ReadSelection(*parsed, Nothing);
}

TEST(RunProfile, StandsForTags) {
  using testing::ElementsAre;
  EXPECT_THAT(Read({"--profile", "smoke"})->selection.tags, ElementsAre("smoke"));
  EXPECT_THAT(Read({"--profile", "security"})->selection.tags, ElementsAre("security", "control"));
  EXPECT_THAT(Read({"--profile", "interop", "--tag", "mine"})->selection.tags,
              ElementsAre("mine", "security", "interop", "control"));
  EXPECT_THAT(Read({"--profile", "full"})->selection.tags, ElementsAre());
}

TEST(RunProfile, UnknownOnesAreUsageErrors) {
  const auto refused = Read({"--profile", "java"});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), ErrorCode::kUsage);
  EXPECT_THAT(refused.error().hint(), testing::HasSubstr("security"));
}

}  // namespace
}  // namespace shakedown::cli
