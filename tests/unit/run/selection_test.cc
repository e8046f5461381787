#include "run/selection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <set>

namespace shakedown::run {
namespace {

using ::testing::ElementsAre;

Case MakeCase(const std::string& id, const scenario::ScenarioModel& model) {
  Case test;
  test.id = id;
  test.suite = id.substr(0, id.find('/'));
  test.scenario = id.substr(id.find('/') + 1, id.find('[') - id.find('/') - 1);
  test.scenario_model = &model;
  return test;
}

class selection : public ::testing::Test {
 protected:
  bool Selected(const std::string& id, const Selection& chosen) const {
    return IsSelected(MakeCase(id, model_), chosen);
  }
  std::vector<Case> Numbered(size_t count) const {
    std::vector<Case> cases;
    for (size_t i = 0; i < count; ++i) {
      cases.push_back(MakeCase("s/" + std::to_string((i * 7919) % count), model_));
    }
    return cases;
  }
  scenario::ScenarioModel model_;
};

TEST_F(selection, EmptySelectionTakesAll) { EXPECT_TRUE(Selected("gate/a[tls=1.3]", {})); }

TEST_F(selection, FiltersMatchCaseScenarioAndSuitePath) {
  EXPECT_TRUE(Selected("gate/a[tls=1.3]", {.filters = {"gate/a[tls=1.3]"}}));
  EXPECT_TRUE(Selected("gate/a[tls=1.3]", {.filters = {"a"}}));
  EXPECT_TRUE(Selected("gate/a[tls=1.3]", {.filters = {"gate/a"}}));
  EXPECT_TRUE(Selected("gate/a[tls=1.3]", {.filters = {"nothing", "gate/*"}}));
  EXPECT_TRUE(Selected("gate/a[tls=1.3]", {.filters = {"*tls=1.3*"}}));
  EXPECT_FALSE(Selected("gate/a[tls=1.3]", {.filters = {"gate"}}));
  EXPECT_FALSE(Selected("gate/a[tls=1.3]", {.filters = {"gate/a[tls=1.2]"}}));
}

TEST_F(selection, TagsAreAnyOfAndNoneOf) {
  model_.tags = {"smoke", "slow"};
  EXPECT_TRUE(Selected("gate/a", {.tags = {"smoke", "other"}}));
  EXPECT_FALSE(Selected("gate/a", {.tags = {"other"}}));
  EXPECT_FALSE(Selected("gate/a", {.not_tags = {"slow"}}));
  EXPECT_FALSE(Selected("gate/a", {.tags = {"smoke"}, .not_tags = {"slow"}}));
}

TEST_F(selection, OnlyIdsAreExact) {
  EXPECT_TRUE(Selected("gate/a", {.only_ids = {"gate/a"}}));
  EXPECT_FALSE(Selected("gate/ab", {.only_ids = {"gate/a"}}));
}

TEST_F(selection, ShardsAreDisjointCompleteAndEven) {
  for (const int count : {1, 2, 3, 7, 40}) {
    std::multiset<std::string> seen;
    size_t smallest = SIZE_MAX, largest = 0;
    for (int i = 0; i < count; ++i) {
      const auto shard = TakeShard(Numbered(31), {.shard_index = i, .shard_count = count});
      ASSERT_TRUE(shard);
      smallest = std::min(smallest, shard->size());
      largest = std::max(largest, shard->size());
      for (const Case& one : *shard) seen.insert(one.id);
    }
    EXPECT_EQ(seen.size(), 31u);
    EXPECT_EQ(std::set<std::string>(seen.begin(), seen.end()).size(), 31u);
    EXPECT_LE(largest - smallest, 1u);
  }
}

TEST_F(selection, ShardDependsOnIdsAndNotOnTheirOrder) {
  std::vector<Case> forward = Numbered(20), backward = Numbered(20);
  std::reverse(backward.begin(), backward.end());
  const auto ids = [](const Result<std::vector<Case>>& shard) {
    std::set<std::string> result;
    for (const Case& one : *shard) result.insert(one.id);
    return result;
  };
  const Selection second = {.shard_index = 1, .shard_count = 3};
  EXPECT_EQ(ids(TakeShard(std::move(forward), second)),
            ids(TakeShard(std::move(backward), second)));
}

TEST_F(selection, ShardKeepsTheOrderOfTheSuite) {
  std::vector<Case> cases = {MakeCase("s/b", model_), MakeCase("s/a", model_),
                             MakeCase("s/d", model_), MakeCase("s/c", model_)};
  const auto shard = TakeShard(std::move(cases), {.shard_index = 1, .shard_count = 2});
  ASSERT_TRUE(shard);
  ASSERT_EQ(shard->size(), 2u);
  EXPECT_EQ((*shard)[0].id, "s/b");
  EXPECT_EQ((*shard)[1].id, "s/d");
}

TEST_F(selection, MissingShardIsAUsageError) {
  for (const auto& [index, count] : {std::pair(5, 5), std::pair(-1, 2), std::pair(0, 0)}) {
    const auto shard = TakeShard({}, {.shard_index = index, .shard_count = count});
    ASSERT_FALSE(shard);
    EXPECT_EQ(shard.error().code(), ErrorCode::kUsage);
  }
}

TEST_F(selection, ShuffleIsAPermutationFixedBySeed) {
  for (const size_t count : {0u, 1u, 2u, 100u}) {
    std::vector<size_t> order = ShuffledOrder(count, 42);
    EXPECT_EQ(order, ShuffledOrder(count, 42));
    std::sort(order.begin(), order.end());
    std::vector<size_t> all(count);
    std::iota(all.begin(), all.end(), size_t{0});
    EXPECT_EQ(order, all);
  }
  EXPECT_NE(ShuffledOrder(100, 42), ShuffledOrder(100, 43));
}

TEST_F(selection, ShuffleIsTheSameOnEveryPlatform) {
  EXPECT_THAT(ShuffledOrder(8, 1), ElementsAre(4, 3, 2, 7, 5, 6, 0, 1));
}

}  // namespace
}  // namespace shakedown::run
