#include "run/target_plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "run/plan.h"

namespace shakedown::run {
namespace {

using testing::HasSubstr;

std::shared_ptr<const scenario::SuiteModel> Suite(const std::string& name) {
  scenario::SuiteModel suite;
  suite.name = name;
  scenario::ScenarioModel scenario;
  scenario.id = "one";
  scenario.tls = "1.2 1.3";
  scenario.handshakes.emplace_back();
  suite.scenarios.push_back(scenario);
  return std::make_shared<const scenario::SuiteModel>(std::move(suite));
}

RunTarget Target(const std::string& name, int line) {
  RunTarget target;
  target.name = name;
  target.options.url = "https://" + name + "/";
  target.position.file = "targets.txt";
  target.position.line = line;
  return target;
}

TEST(TargetPlan, MakesOneCopyOfEachSuiteForEachTarget) {
  const std::vector suites = {Suite("gate"), Suite("door")};
  RunOptions options;
  options.targets = {Target("a.test", 1), Target("inner b", 2)};
  const auto copies = SuitesForTargets(suites, options.targets);
  ASSERT_TRUE(copies) << copies.error().Text();
  ASSERT_EQ(copies->size(), 4U);
  EXPECT_EQ((*copies)[0]->name, "gate@a.test");
  EXPECT_EQ((*copies)[1]->name, "gate@inner-b");
  EXPECT_EQ((*copies)[1]->target.url, "https://inner b/");
  EXPECT_EQ(ListedTarget(options, *(*copies)[3]), &options.targets[1]);
  EXPECT_EQ(ListedTarget(options, *suites[0]), nullptr);

  const auto plan = MakePlan(*copies, {.filters = {"gate/one*"}});
  ASSERT_TRUE(plan) << plan.error().Text();
  std::vector<std::string> ids;
  for (const Case& test : plan->cases) ids.push_back(test.id);
  EXPECT_THAT(ids, testing::ElementsAre("gate@a.test/one[tls=1.2]", "gate@a.test/one[tls=1.3]",
                                        "gate@inner-b/one[tls=1.2]", "gate@inner-b/one[tls=1.3]"));
}

TEST(TargetPlan, RefusesNamesThatMakeTheSameId) {
  const std::vector suites = {Suite("gate")};
  const RunTarget targets[] = {Target("a b", 3), Target("a/b", 7)};
  const auto copies = SuitesForTargets(suites, targets);
  ASSERT_FALSE(copies);
  EXPECT_EQ(copies.error().code(), ErrorCode::kUsage);
  EXPECT_EQ(copies.error().position().line, 7);
  EXPECT_THAT(copies.error().Text(), HasSubstr("line 3"));
}

TEST(TargetPlan, TakesTheTargetOffASuitesName) {
  EXPECT_EQ(SuiteWithoutTarget("gate@a.test"), "gate");
  EXPECT_EQ(SuiteWithoutTarget("gate"), "gate");
}

}  // namespace
}  // namespace shakedown::run
