// A suite run against the built-in peer or a target of the test's own, with everything recorded.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "run/runner.h"
#include "tests/support/recording_reporter.h"
#include "tests/support/suite_builder.h"

namespace shakedown::run {

class RunFixture : public ::testing::Test {
 protected:
  /// Plans and runs `suite`; fails the test if that is impossible.
  RunSummary RunSuite(scenario::SuiteModel suite, const Selection& selection = {}) {
    plan_ = MakePlan({testing_support::Share(std::move(suite))}, selection);
    if (!plan_) {
      ADD_FAILURE() << plan_.error().Text();
      return {};
    }
    Reporter* const reporters[] = {&report_};
    const Result<RunSummary> summary = run::Run(*plan_, options_, reporters, interrupt_);
    if (!summary) {
      ADD_FAILURE() << summary.error().Text();
      return {};
    }
    return *summary;
  }

  /// Runs one scenario with the given identities.
  RunSummary RunScenario(scenario::ScenarioModel scenario,
                         std::vector<scenario::IdentityModel> identities = {}) {
    scenario::SuiteModel suite = testing_support::MakeSuite("s", {std::move(scenario)});
    suite.identities = std::move(identities);
    return RunSuite(std::move(suite));
  }

  const CaseResult& ResultOf(const std::string& id) const {
    static const CaseResult kMissing;
    const auto found = report_.results().find(id);
    if (found != report_.results().end()) return found->second;
    ADD_FAILURE() << "no result for " << id;
    return kMissing;
  }
  /// The last execution of a case.
  const CaseExecution& ExecutionOf(const std::string& id) const {
    static const CaseExecution kMissing;
    const CaseResult& result = ResultOf(id);
    if (!result.executions.empty()) return result.executions.back();
    ADD_FAILURE() << id << " did not run: " << result.skip_reason;
    return kMissing;
  }
  void ExpectVerdict(const std::string& id, Verdict verdict) const {
    const CaseResult& result = ResultOf(id);
    EXPECT_STREQ(ToString(result.verdict), ToString(verdict))
        << id << ": " << result.skip_reason
        << (result.executions.empty() ? "" : result.executions.back().message);
  }

  Result<Plan> plan_ = Error(ErrorCode::kInternal, "not planned");
  RunOptions options_;
  std::atomic<int> interrupt_{0};
  testing_support::RecordingReporter report_;
};

}  // namespace shakedown::run
