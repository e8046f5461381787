#include "run/expand.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/suite_builder.h"

namespace shakedown::run {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

std::vector<std::string> Ids(const scenario::ScenarioModel& scenario) {
  const scenario::SuiteModel suite = testing_support::MakeSuite("gate", {});
  const Result<std::vector<Case>> cases = ExpandScenario(suite, scenario);
  std::vector<std::string> ids;
  if (!cases) return {cases.error().Text()};
  for (const Case& one : *cases) ids.push_back(one.id);
  return ids;
}

TEST(expand, ScenarioWithoutListsIsOneCase) {
  EXPECT_THAT(Ids(testing_support::MakeScenario("plain")), ElementsAre("gate/plain"));
}

TEST(expand, EachVersionIsACase) {
  scenario::ScenarioModel scenario = testing_support::MakeScenario("v");
  scenario.tls = "1.2 1.3";
  EXPECT_THAT(Ids(scenario), ElementsAre("gate/v[tls=1.2]", "gate/v[tls=1.3]"));
}

TEST(expand, LastAxisTurnsFastest) {
  scenario::ScenarioModel scenario = testing_support::MakeScenario("m");
  scenario.tls = "1.2 1.3";
  scenario.axes = {{"key", {"p-256", "rsa-2048"}}};
  EXPECT_THAT(Ids(scenario),
              ElementsAre("gate/m[tls=1.2,key=p-256]", "gate/m[tls=1.2,key=rsa-2048]",
                          "gate/m[tls=1.3,key=p-256]", "gate/m[tls=1.3,key=rsa-2048]"));
}

TEST(expand, SingleVersionStaysInTheIdSoThatAddingOneKeepsHistory) {
  scenario::ScenarioModel scenario = testing_support::MakeScenario("v");
  scenario.tls = "1.3";
  EXPECT_THAT(Ids(scenario), ElementsAre("gate/v[tls=1.3]"));
}

TEST(expand, ListsOfOneHandshakeAreAxes) {
  scenario::ScenarioModel scenario = testing_support::MakeScenario("lists");
  scenario.handshakes[0].identity = "alice bob";
  scenario.handshakes[0].sni = "a.test b.test";
  EXPECT_THAT(
      Ids(scenario),
      ElementsAre("gate/lists[identity=alice,sni=a.test]", "gate/lists[identity=alice,sni=b.test]",
                  "gate/lists[identity=bob,sni=a.test]", "gate/lists[identity=bob,sni=b.test]"));
}

TEST(expand, ListsOfSeveralHandshakesAreNamedAfterThem) {
  scenario::ScenarioModel scenario = testing_support::MakeScenario("two");
  scenario.handshakes = {testing_support::Shake("alice bob", "first"),
                         testing_support::Shake("carol"), testing_support::Shake("dave erin")};
  EXPECT_EQ(ListAxisName(scenario, 0, ListAttribute::kIdentity), "identity-first");
  EXPECT_EQ(ListAxisName(scenario, 1, ListAttribute::kIdentity), "");
  EXPECT_EQ(ListAxisName(scenario, 2, ListAttribute::kIdentity), "identity-3");
  EXPECT_EQ(Ids(scenario).size(), 4u);
  EXPECT_EQ(Ids(scenario)[1], "gate/two[identity-first=alice,identity-3=erin]");
}

TEST(expand, ParametersKeepTheRawValue) {
  scenario::ScenarioModel scenario = testing_support::MakeScenario("raw");
  scenario.axes = {{"path", {"/a b?c=1"}}};
  const scenario::SuiteModel suite = testing_support::MakeSuite("gate", {});
  const Result<std::vector<Case>> cases = ExpandScenario(suite, scenario);
  ASSERT_TRUE(cases);
  ASSERT_EQ(cases->size(), 1u);
  EXPECT_EQ(cases->front().id, "gate/raw[path=a-b-c-1]");
  EXPECT_THAT(cases->front().parameters, ElementsAre(Pair("path", "/a b?c=1")));
  EXPECT_THAT(cases->front().axis_values, ElementsAre(Pair("path", "/a b?c=1")));
}

TEST(expand, SlugsHoldNothingThatShellsOrGlobsRead) {
  EXPECT_EQ(IdSlug("p-256"), "p-256");
  EXPECT_EQ(IdSlug("${open_host}"), "open_host");
  EXPECT_EQ(IdSlug("a*b?[c]'\"$"), "a-b-c");
  EXPECT_EQ(IdSlug(""), "empty");
  EXPECT_EQ(IdSlug("///"), "empty");
}

TEST(expand, HugeMatrixIsRefusedWithItsPosition) {
  scenario::ScenarioModel scenario = testing_support::MakeScenario("huge");
  for (const char* name : {"a", "b", "c"}) {
    scenario.axes.push_back({name, std::vector<std::string>(1000, "x")});
  }
  const scenario::SuiteModel suite = testing_support::MakeSuite("gate", {});
  const Result<std::vector<Case>> cases = ExpandScenario(suite, scenario);
  ASSERT_FALSE(cases);
  EXPECT_EQ(cases.error().code(), ErrorCode::kSuite);
  EXPECT_EQ(cases.error().position().line, 7);
  EXPECT_THAT(cases.error().message(), HasSubstr("10000"));
}

TEST(expand, TwoAxesOfOneNameAreRefused) {
  scenario::ScenarioModel scenario = testing_support::MakeScenario("twice");
  scenario.tls = "1.2";
  scenario.axes = {{"tls", {"1.3"}}};
  const scenario::SuiteModel suite = testing_support::MakeSuite("gate", {});
  EXPECT_FALSE(ExpandScenario(suite, scenario));
}

}  // namespace
}  // namespace shakedown::run
