#include "cli/shard.h"

#include <gtest/gtest.h>

#include <map>

namespace shakedown::cli {
namespace {

Environment Fake(std::map<std::string, std::string> values) {
  return [values = std::move(values)](const std::string& name) -> std::optional<std::string> {
    const auto found = values.find(name);
    if (found == values.end()) return std::nullopt;
    return found->second;
  };
}

void ExpectShard(const Result<Shard>& shard, int index, int count) {
  ASSERT_TRUE(shard) << shard.error().Text();
  EXPECT_EQ(shard->index, index);
  EXPECT_EQ(shard->count, count);
}

TEST(Shard, OptionIsOneBased) {
  ExpectShard(FindShard("2/5", Fake({})), 1, 5);
  ExpectShard(FindShard("", Fake({})), 0, 1);
}

TEST(Shard, MalformedOptionsAreRefused) {
  for (const char* text : {"0/5", "6/5", "2", "a/b", "1/0", "-1/2", "1/2/3", "/"}) {
    const auto shard = FindShard(text, Fake({}));
    ASSERT_FALSE(shard) << text;
    EXPECT_EQ(shard.error().code(), ErrorCode::kUsage);
  }
}

TEST(Shard, OptionWinsThenOwnVariableThenBazelThenGoogleTest) {
  std::map<std::string, std::string> all = {{"SHAKEDOWN_SHARD", "1/2"},
                                            {"TEST_SHARD_INDEX", "2"},
                                            {"TEST_TOTAL_SHARDS", "3"},
                                            {"GTEST_SHARD_INDEX", "3"},
                                            {"GTEST_TOTAL_SHARDS", "4"}};
  ExpectShard(FindShard("5/5", Fake(all)), 4, 5);
  ExpectShard(FindShard("", Fake(all)), 0, 2);
  all.erase("SHAKEDOWN_SHARD");
  ExpectShard(FindShard("", Fake(all)), 2, 3);
  all.erase("TEST_SHARD_INDEX");
  ExpectShard(FindShard("", Fake(all)), 3, 4);
}

TEST(Shard, BazelsStatusFileIsToBeTouched) {
  const auto shard = FindShard("", Fake({{"TEST_SHARD_INDEX", "0"},
                                         {"TEST_TOTAL_SHARDS", "2"},
                                         {"TEST_SHARD_STATUS_FILE", "/tmp/status"}}));
  ASSERT_TRUE(shard);
  EXPECT_EQ(shard->status_file, "/tmp/status");
}

TEST(Shard, CiVariablesCountOnlyWithAuto) {
  const auto gitlab = Fake({{"CI_NODE_INDEX", "2"}, {"CI_NODE_TOTAL", "3"}});
  ExpectShard(FindShard("", gitlab), 0, 1);
  ExpectShard(FindShard("auto", gitlab), 1, 3);
  ExpectShard(FindShard("auto", Fake({{"CIRCLE_NODE_INDEX", "2"}, {"CIRCLE_NODE_TOTAL", "3"}})), 2,
              3);
  ExpectShard(
      FindShard("auto", Fake({{"JOB_COMPLETION_INDEX", "0"}, {"SHAKEDOWN_SHARD_COUNT", "4"}})), 0,
      4);
  EXPECT_FALSE(FindShard("auto", Fake({})));
}

}  // namespace
}  // namespace shakedown::cli
