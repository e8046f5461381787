#include "report/compare.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/file.h"
#include "report/json.h"
#include "report/merge.h"
#include "tests/support/case_builder.h"
#include "tests/support/temporary_folder.h"

namespace shakedown::report {
namespace {

using namespace testing_support;  // NOLINT: builders only
using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;

json Sample() {
  const auto report = MakeJsonReport();
  EveryVerdict()->Feed(*report);
  return json::parse(report->Document());
}

model::RunReport Load(const json& document) {
  const TemporaryFolder folder;
  EXPECT_TRUE(WriteFile(folder.File("r.json"), document.dump()));
  return *model::RunReport::Load(folder.File("r.json"));
}

/// The one case that changed between the sample and `after`.
CaseComparison ChangeIn(const json& after) {
  const auto cases = Compare(Load(Sample()), Load(after));
  if (!cases) return {.id = cases.error().Text()};
  CaseComparison changed{.id = "none"};
  for (const CaseComparison& one : *cases) {
    if (one.change != Change::kNone) changed = one;
  }
  return changed;
}

TEST(CompareTest, EqualRunsDoNotDiffer) {
  EXPECT_EQ(ChangeIn(Sample()).id, "none");
  const auto cases = *Compare(Load(Sample()), Load(Sample()));
  EXPECT_EQ(ComparisonText(cases), "8 cases: 8 unchanged\n");
}

TEST(CompareTest, AWorseVerdictShutsTheGate) {
  json after = Sample();
  after["suites"][0]["cases"][0]["verdict"] = "failed";
  const CaseComparison change = ChangeIn(after);
  EXPECT_EQ(change.change, Change::kWorse);
  EXPECT_EQ(change.before, "passed: client.no-identity");
  EXPECT_TRUE(IsRegression(change.change));
}

TEST(CompareTest, ABetterVerdictDoesNot) {
  json after = Sample();
  after["suites"][0]["cases"][1]["verdict"] = "passed";
  EXPECT_EQ(ChangeIn(after).change, Change::kBetter);
  EXPECT_FALSE(IsRegression(Change::kBetter));
}

TEST(CompareTest, ACaThatVanishedFromTheListIsNamed) {
  json after = Sample();
  json& names = after["suites"][0]["cases"][1]["executions"][0]["diagnosis"]["handshakes"][0]
                     ["certificate_request"]["ca_names"];
  names.erase(1);
  const CaseComparison change = ChangeIn(after);
  EXPECT_EQ(change.change, Change::kRequest);
  EXPECT_THAT(change.details, ElementsAre("CA name vanished: CN=Old Root,O=Example"));
}

TEST(CompareTest, ANameInAnotherEncodingIsAnotherName) {
  json after = Sample();
  json& names = after["suites"][0]["cases"][1]["executions"][0]["diagnosis"]["handshakes"][0]
                     ["certificate_request"]["ca_names"];
  names[1]["der"] = "3000";
  const CaseComparison change = ChangeIn(after);
  EXPECT_EQ(change.change, Change::kRequest);
  EXPECT_THAT(change.details[1], HasSubstr("CN=Old Root,O=Example (as 3000)"));
}

TEST(CompareTest, AnotherCauseAndACaseThatIsGone) {
  json after = Sample();
  after["suites"][0]["cases"][1]["executions"][0]["diagnosis"]["cause"]["id"] =
      "certificate.expired";
  EXPECT_EQ(ChangeIn(after).change, Change::kOther);
  after = Sample();
  after["suites"][1]["cases"].erase(0);
  EXPECT_EQ(ChangeIn(after).change, Change::kVanished);
  EXPECT_EQ(ChangeIn(after).id, "reach/down");
}

TEST(CompareTest, JUnitFailsForRegressionsOrForEveryChange) {
  json after = Sample();
  after["suites"][0]["cases"][0]["verdict"] = "failed";
  after["suites"][0]["cases"][1]["verdict"] = "passed";
  const auto cases = *Compare(Load(Sample()), Load(after));
  const std::string gate = ComparisonJunit(cases, false, {});
  EXPECT_THAT(gate, HasSubstr("tests=\"8\" failures=\"1\""));
  EXPECT_THAT(gate, HasSubstr("type=\"shakedown.comparison.worse\""));
  EXPECT_THAT(ComparisonJunit(cases, true, {}), HasSubstr("failures=\"2\""));
}

}  // namespace
}  // namespace shakedown::report
