#include "report/baseline_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenario/baseline.h"
#include "tests/support/case_builder.h"

namespace shakedown::report {
namespace {

using namespace testing_support;  // NOLINT: builders only
using testing::HasSubstr;
using testing::Not;

std::string DocumentOf(RunFixture& run) {
  BaselineReport report;
  run.Feed(report);
  return report.Document();
}

TEST(BaselineReport, ListsFailuresAndLeavesTheReasonToPeople) {
  RunFixture run;
  run.Suite("gate", "Gate");
  run.Add("bad", "Bad", "1.3", RefusedUnknownIssuer());
  run.Add("good", "Good", "1.3", Accepted());
  run.Add("lost", "Lost", "1.3", Unreachable());
  BaselineReport report;
  run.Feed(report);
  EXPECT_EQ(report.size(), 1U);
  EXPECT_EQ(report.without_reason(), 1U);
  const std::string text = report.Document();
  EXPECT_THAT(text, HasSubstr("<known-failure case=\"gate/bad[tls=1.3]\" reason=\"\" />"));
  EXPECT_THAT(text, Not(HasSubstr("good")));
  EXPECT_FALSE(scenario::ParseBaseline(text, "b.xml").ok()) << "a reason is missing";
}

TEST(BaselineReport, KeepsTheReasonsOfWhatStillFails) {
  RunFixture run;
  run.Suite("gate", "Gate");
  run.Add("old", "Old", "", RefusedUnknownIssuer());
  run.results().back().known_failure = true;
  run.results().back().verdict = run::Verdict::kPassed;
  run.plan().cases.back().accepted_failure = "said \"no\" & <more>";
  const scenario::LoadedBaseline read = scenario::ParseBaseline(DocumentOf(run), "b.xml");
  ASSERT_TRUE(read.ok()) << read.errors.front().Text();
  ASSERT_EQ(read.entries.size(), 1U);
  EXPECT_EQ(read.entries[0].id, "gate/old");
  EXPECT_THAT(read.entries[0].reason, HasSubstr("no"));
}

TEST(BaselineReport, HoldsNothingThatASuiteKnowsItself) {
  RunFixture run;
  run.Suite("gate", "Gate");
  run.Add("known", "Known", "", RefusedUnknownIssuer());
  run.MarkKnownFailure("of the suite");
  EXPECT_THAT(DocumentOf(run), Not(HasSubstr("known-failure")));
}

TEST(BaselineReport, CommentsCannotBeClosedByAMessage) {
  RunFixture run;
  run.Suite("gate", "Gate");
  run::CaseExecution execution = RefusedUnknownIssuer();
  execution.message = "ends --> here -- and there --";
  run.Add("bad", "Bad", "", std::move(execution));
  const std::string text = DocumentOf(run);
  EXPECT_THAT(scenario::ParseBaseline(text, "b.xml").errors.front().Line(),
              HasSubstr("without a reason"))
      << text;
}

}  // namespace
}  // namespace shakedown::report
