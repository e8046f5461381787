#include "run/plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "run/event.h"
#include "tests/support/suite_builder.h"

namespace shakedown::run {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<std::string> Ids(const Plan& plan) {
  std::vector<std::string> ids;
  for (const size_t index : plan.order) ids.push_back(plan.cases[index].id);
  return ids;
}

std::shared_ptr<const scenario::SuiteModel> Suite(const std::string& name,
                                                  const std::vector<std::string>& ids) {
  std::vector<scenario::ScenarioModel> scenarios;
  for (const std::string& id : ids) scenarios.push_back(testing_support::MakeScenario(id));
  return testing_support::Share(testing_support::MakeSuite(name, std::move(scenarios)));
}

TEST(plan, SuitesByNameThenFileOrder) {
  const Result<Plan> plan = MakePlan({Suite("b", {"z", "a"}), Suite("a", {"m"})}, {});
  ASSERT_TRUE(plan);
  EXPECT_THAT(Ids(*plan), ElementsAre("a/m", "b/z", "b/a"));
  EXPECT_EQ(plan->selected_before_sharding, 3u);
  EXPECT_EQ(plan->cases[1].suite_model->name, "b");
  EXPECT_EQ(plan->cases[1].scenario_model->id, "z");
}

TEST(plan, TwoSuitesOfOneNameAreRefused) {
  const Result<Plan> plan = MakePlan({Suite("a", {"x"}), Suite("a", {"y"})}, {});
  ASSERT_FALSE(plan);
  EXPECT_EQ(plan.error().code(), ErrorCode::kSuite);
  EXPECT_EQ(plan.error().position().file, "a.xml");
}

TEST(plan, TwoCasesOfOneIdAreRefusedWithBothPositions) {
  scenario::ScenarioModel scenario = testing_support::MakeScenario("x");
  scenario.axes = {{"path", {"/a", "a/"}}};
  const Result<Plan> plan =
      MakePlan({testing_support::Share(testing_support::MakeSuite("s", {scenario}))}, {});
  ASSERT_FALSE(plan);
  EXPECT_THAT(plan.error().Text(), HasSubstr("suite.xml:7"));
  EXPECT_THAT(plan.error().message(), HasSubstr("s/x[path=a]"));
}

TEST(plan, SelectionAndShardAreApplied) {
  const auto suite = Suite("s", {"a", "b", "c", "d", "e"});
  Selection selection;
  selection.filters = {"a", "b", "c", "d"};
  selection.shard_count = 2;
  selection.shard_index = 1;
  const Result<Plan> plan = MakePlan({suite}, selection);
  ASSERT_TRUE(plan);
  EXPECT_THAT(Ids(*plan), ElementsAre("s/b", "s/d"));
  EXPECT_EQ(plan->selected_before_sharding, 4u);
}

TEST(plan, ShuffleChangesTheOrderOfExecutionOnly) {
  std::vector<std::string> ids;
  for (int i = 0; i < 50; ++i) ids.push_back("c" + std::to_string(i));
  Selection selection;
  selection.shuffle = true;
  selection.seed = 9;
  const Result<Plan> shuffled = MakePlan({Suite("s", ids)}, selection);
  const Result<Plan> plain = MakePlan({Suite("s", ids)}, {});
  ASSERT_TRUE(shuffled && plain);
  EXPECT_NE(Ids(*shuffled), Ids(*plain));
  for (size_t i = 0; i < ids.size(); ++i) EXPECT_EQ(shuffled->cases[i].id, plain->cases[i].id);
  const std::vector<std::string> order = Ids(*shuffled);
  EXPECT_EQ(std::set<std::string>(order.begin(), order.end()).size(), ids.size());
}

TEST(plan, UnknownShardIsRefused) {
  Selection selection;
  selection.shard_count = 2;
  selection.shard_index = 2;
  EXPECT_FALSE(MakePlan({Suite("s", {"a"})}, selection));
}

TEST(event, VerdictsHaveStableWords) {
  EXPECT_STREQ(ToString(Verdict::kPassed), "passed");
  EXPECT_STREQ(ToString(Verdict::kFailed), "failed");
  EXPECT_STREQ(ToString(Verdict::kError), "error");
  EXPECT_STREQ(ToString(Verdict::kSkipped), "skipped");
}

}  // namespace
}  // namespace shakedown::run
