#include "run/baseline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include "tests/support/suite_builder.h"

namespace shakedown::run {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// Suite "gate": scenario "old" in two versions, and "new".
Plan GatePlan(std::vector<std::string> filters = {}) {
  scenario::ScenarioModel old = testing_support::MakeScenario("old");
  old.tls = "1.2 1.3";
  Selection selection;
  selection.filters = std::move(filters);
  Result<Plan> plan = MakePlan({testing_support::Share(testing_support::MakeSuite(
                                   "gate", {old, testing_support::MakeScenario("new")}))},
                               selection);
  EXPECT_TRUE(plan);
  return std::move(*plan);
}

scenario::KnownFailure Known(std::string id, std::optional<UtcSeconds> until = std::nullopt) {
  return {std::move(id), "the reason", until, {.file = "known.xml", .line = 2, .column = 3}};
}

std::vector<std::string> Accepted(const Plan& plan) {
  std::vector<std::string> ids;
  for (const Case& test : plan.cases) {
    if (!test.accepted_failure.empty()) ids.push_back(test.id);
  }
  return ids;
}

const UtcSeconds kNow = *ParseUtc("2027-01-01T12:00:00Z");

TEST(Baseline, NamesCasesOrWholeScenarios) {
  std::vector<Error> errors;
  Plan one = GatePlan();
  ApplyBaseline(std::array{Known("gate/old[tls=1.3]")}, kNow, &one, &errors);
  EXPECT_THAT(Accepted(one), ElementsAre("gate/old[tls=1.3]"));
  EXPECT_EQ(KnownFailureOf(one.cases[1]), "the reason");
  Plan both = GatePlan();
  ApplyBaseline(std::array{Known("gate/old")}, kNow, &both, &errors);
  EXPECT_THAT(Accepted(both), ElementsAre("gate/old[tls=1.2]", "gate/old[tls=1.3]"));
  EXPECT_THAT(errors, IsEmpty());
}

TEST(Baseline, AnUnknownCaseIsAnErrorWithTheNearest) {
  std::vector<Error> errors;
  Plan plan = GatePlan();
  ApplyBaseline(std::array{Known("gate/odl")}, kNow, &plan, &errors);
  ASSERT_EQ(errors.size(), 1U);
  EXPECT_THAT(errors[0].Line(), HasSubstr("'gate/odl'"));
  EXPECT_EQ(errors[0].hint(), "did you mean 'gate/old'?");
  EXPECT_EQ(errors[0].position().line, 2);
}

TEST(Baseline, WhatIsNotSelectedOrNotLoadedMayBeListed) {
  std::vector<Error> errors;
  Plan plan = GatePlan({"gate/new"});
  const BaselineUse use =
      ApplyBaseline(std::array{Known("gate/old"), Known("door/any")}, kNow, &plan, &errors);
  EXPECT_THAT(errors, IsEmpty());
  EXPECT_EQ(use.of_other_suites, 1U);
  EXPECT_THAT(Accepted(plan), IsEmpty());
}

TEST(Baseline, ItsTimeEnds) {
  std::vector<Error> errors;
  Plan plan = GatePlan();
  const BaselineUse last = ApplyBaseline(std::array{Known("gate/new", kNow)}, kNow, &plan, &errors);
  EXPECT_THAT(last.expired, IsEmpty());
  EXPECT_THAT(Accepted(plan), ElementsAre("gate/new"));
  Plan later = GatePlan();
  const BaselineUse over = ApplyBaseline(std::array{Known("gate/new", kNow)},
                                         kNow + std::chrono::seconds(1), &later, &errors);
  EXPECT_THAT(over.expired, ElementsAre(HasSubstr("'gate/new' no longer")));
  EXPECT_THAT(Accepted(later), IsEmpty());
}

TEST(Baseline, GoesBeforeTheReasonOfTheSuite) {
  scenario::ScenarioModel scenario = testing_support::MakeScenario("old");
  scenario.known_failure = "of the suite";
  Case test;
  EXPECT_EQ(KnownFailureOf(test), "");
  test.scenario_model = &scenario;
  EXPECT_EQ(KnownFailureOf(test), "of the suite");
  test.accepted_failure = "of the baseline";
  EXPECT_EQ(KnownFailureOf(test), "of the baseline");
}

}  // namespace
}  // namespace shakedown::run
