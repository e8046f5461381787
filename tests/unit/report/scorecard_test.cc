#include "report/scorecard.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "report/console.h"
#include "report/json.h"
#include "report/junit.h"
#include "report/markdown.h"
#include "tests/support/case_builder.h"

namespace shakedown::report {
namespace {

using namespace testing_support;  // NOLINT: builders only
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

run::CaseExecution Noted() {
  run::CaseExecution execution = RefusedWithoutCertificate();
  execution.notes = {
      {"alert.other", "interop", "refused with the alert <b>, where 42 is meant", ""}};
  return execution;
}

run::CaseExecution Inconclusive() {
  run::CaseExecution execution = Unreachable();
  execution.inconclusive = true;
  return execution;
}

/// Two suites: one with a note, one with a case that nothing decides.
std::unique_ptr<RunFixture> TwoSuites() {
  auto run = std::make_unique<RunFixture>();
  run->Suite("downgrade", "Downgrade");
  run->Add("a", "A", "1.3", Noted());
  run->Add("b", "B", "1.3", RefusedUnknownIssuer());
  run->Suite("sizes", "Sizes");
  run->Add("c", "C", "", Inconclusive());
  run->Add("d", "D", "", Unreachable());
  run->AddSkipped("e", "E", "not here");
  return run;
}

std::string JsonOf(RunFixture& run) {
  const auto report = MakeJsonReport();
  run.Feed(*report);
  return report->Document();
}

model::RunReport ModelOf(RunFixture& run, JsonReport& report) {
  run.Feed(report);
  auto made = report.Model();
  EXPECT_TRUE(made);
  return std::move(*made);
}

TEST(Scorecard, CountsBySuite) {
  const auto run = TwoSuites();
  const auto json = MakeJsonReport();
  const std::vector<ScoreRow> rows = ScorecardOf(ModelOf(*run, *json));
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_THAT(ScoreCells(rows[0]), ElementsAre("downgrade", "1", "", "1", "", "", "", "1"));
  EXPECT_THAT(ScoreCells(rows[1]), ElementsAre("sizes", "0", "", "", "1", "1", "1", ""));
  EXPECT_EQ(ScoreColumns().size(), ScoreCells(rows[0]).size());
  EXPECT_TRUE(WorthShowing(rows));
  EXPECT_FALSE(WorthShowing({{"alone", {.passed = 3}}}));
  EXPECT_TRUE(WorthShowing({{"alone", {.passed = 3, .notes = 1}}}));
}

TEST(Scorecard, IsATableOfTheColumnsThatSaySomething) {
  EXPECT_EQ(ScorecardText({{"downgrade", {.passed = 12, .failed = 1}}, {"s", {.passed = 1}}}),
            "  Suite     Passed Failed\n"
            "  downgrade     12      1\n"
            "  s              1\n");
}

TEST(Scorecard, StandsInJsonAlsoAfterTheReportIsReadBack) {
  const auto run = TwoSuites();
  const std::string json = JsonOf(*run);
  EXPECT_THAT(json, HasSubstr(R"("scorecard":[{"suite":"downgrade","passed":1,"failed":1,)"
                              R"("errors":0,"inconclusive":0,"skipped":0,"known_failures":0,)"
                              R"("notes":1})"));
  EXPECT_THAT(json, HasSubstr(R"("notes":[{"id":"alert.other","grade":"interop")"));
  EXPECT_THAT(json, HasSubstr(R"("inconclusive":true)"));
}

TEST(Scorecard, NotesAndRowsStandOnTheConsole) {
  const auto run = TwoSuites();
  std::ostringstream out;
  ConsoleOptions options;
  options.color = ColorChoice::kNever;
  options.terminal = false;
  options.heartbeat = Milliseconds(0);
  std::ostringstream status;
  options.out = &out;
  options.status = &status;
  run->Feed(*MakeConsoleReport(options));
  EXPECT_THAT(out.str(), HasSubstr("Notes (they fail nothing)\n  refused with the alert"));
  EXPECT_THAT(out.str(), HasSubstr("downgrade/a[tls=1.3]"));
  EXPECT_THAT(out.str(), HasSubstr("By suite\n  Suite     Passed Failed Inconclusive"));
}

TEST(Scorecard, StandsInMarkdownWithTheNotes) {
  const auto run = TwoSuites();
  const auto json = MakeJsonReport();
  const std::string text = *RunMarkdown(ModelOf(*run, *json), {});
  EXPECT_THAT(text, HasSubstr("| downgrade | 1 |  | 1 |"));
  EXPECT_THAT(text, HasSubstr("### Notes"));
  EXPECT_THAT(text, Not(HasSubstr("alert <b>"))) << "markup is escaped";
}

TEST(Scorecard, NotesAreAPropertyInJunit) {
  const auto run = TwoSuites();
  const auto junit = MakeJunitReport({});
  run->Feed(*junit);
  const std::string text = junit->Document();
  EXPECT_THAT(text, HasSubstr("name=\"shakedown.notes\" value=\"alert.other (interop): refused"));
  EXPECT_THAT(text, HasSubstr("name=\"score.notes\" value=\"1\""));
  EXPECT_THAT(text, HasSubstr("name=\"score.inconclusive\" value=\"1\""));
  EXPECT_THAT(text, HasSubstr("type=\"shakedown.inconclusive\""));
}

}  // namespace
}  // namespace shakedown::report
