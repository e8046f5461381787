// Hand-made surveys: a few targets with known ends, fed to reporters as `run::Survey` does.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "run/survey.h"
#include "tests/support/case_builder.h"
#include "tests/support/investigations.h"

namespace shakedown::testing_support {

/// The client of `AliceByOtherCa`, let in.
inline run::Investigation LetIn() {
  const run::CaseExecution execution = Accepted();
  run::Investigation found;
  found.attempts = execution.attempts;
  found.diagnosis = execution.diagnoses.front();
  return found;
}

class SurveyFixture {
 public:
  /// An explained target, or one that could not be tried.
  void Add(const std::string& name, run::Investigation found) {
    AddTarget(name);
    results_.back().found = std::move(found);
  }
  void AddError(const std::string& name, Error error) {
    AddTarget(name);
    results_.back().error = std::move(error);
  }
  void AddUnreached(const std::string& name) { AddTarget(name); }
  void set_pool_of(std::string host) { pool_of_ = std::move(host); }
  void set_stop(run::Stop stop) { stop_ = stop; }

  void Feed(run::SurveyReporter& reporter) {
    run::SurveySummary summary;
    summary.stop = stop_;
    summary.duration = Milliseconds(1234);
    reporter.OnSurveyStarted({targets_, pool_of_, 4, "0.1.0", "OpenSSL 3.0.17", ReportTime()});
    for (size_t i = 0; i < results_.size(); ++i) {
      results_[i].target = &targets_[i];
      const run::Verdict verdict = results_[i].verdict();
      summary.counts.passed += verdict == run::Verdict::kPassed;
      summary.counts.failed += verdict == run::Verdict::kFailed;
      summary.counts.errors += verdict == run::Verdict::kError;
      summary.counts.skipped += verdict == run::Verdict::kSkipped;
      reporter.OnTargetFinished(i, results_[i]);
    }
    reporter.OnSurveyFinished(summary);
  }

 private:
  void AddTarget(const std::string& name) {
    run::SurveyTarget& target = targets_.emplace_back();
    target.name = name;
    target.options.spec.target.endpoint = {name, 8443};
    target.position.file = "hosts.txt";
    target.position.line = static_cast<int>(targets_.size());
    results_.emplace_back().started = ReportTime();
    results_.back().duration = Milliseconds(42);
  }

  std::vector<run::SurveyTarget> targets_;
  std::vector<run::SurveyResult> results_;
  std::string pool_of_;
  run::Stop stop_ = run::Stop::kCompleted;
};

/// Each end that a target can come to.
inline SurveyFixture EveryEnd() {
  SurveyFixture survey;
  survey.Add("gate.example.test", IssuerNotTrusted());
  survey.Add("open.example.test", LetIn());
  survey.Add("second-gate.example.test", IssuerNotTrusted());
  survey.Add("down.example.test", NobodyListens());
  survey.AddError("typing-mistake", Error(ErrorCode::kUsage, "the key does not fit")
                                        .WithHint("give the key of this certificate"));
  survey.AddUnreached("late.example.test");
  survey.set_stop(run::Stop::kInterrupted);
  return survey;
}

}  // namespace shakedown::testing_support
