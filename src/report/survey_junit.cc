#include "report/survey_junit.h"

#include <algorithm>
#include <deque>
#include <utility>

#include "report/explanation.h"

namespace shakedown::report {
namespace {

constexpr const char* kSuite = "explain";
/// A long list shall not make a file that CI systems refuse.
constexpr size_t kManyTargets = 200;
constexpr size_t kShortBody = 4096;

run::CaseExecution ExecutionOf(const run::SurveyResult& result) {
  run::CaseExecution execution;
  execution.verdict = result.verdict();
  execution.started = result.started;
  execution.duration = result.duration;
  if (result.error) execution.errors.push_back(*result.error);
  if (!result.found) return execution;
  execution.attempts = result.found->attempts;
  execution.subject = result.found->subject;
  // Only the subject is explained; the others are probes.
  execution.diagnoses.resize(execution.subject);
  execution.diagnoses.push_back(result.found->diagnosis);
  if (execution.verdict != run::Verdict::kPassed) {
    execution.message = ExplanationLine(*result.found);
  }
  return execution;
}

class SurveyJunitImpl final : public SurveyJunit {
 public:
  explicit SurveyJunitImpl(JunitOptions options) : options_(std::move(options)) {}

  void OnSurveyStarted(const run::SurveyInfo& info) override {
    JunitOptions options = options_;
    if (info.targets.size() > kManyTargets) {
      options.body_limit = std::min(options.body_limit, kShortBody);
    }
    report_ = MakeJunitReport(std::move(options));
    MakePlan(info);
    run::RunInfo run;
    run.plan = &plan_;
    if (info.targets.size() == 1) {
      run.target_url = attempt::ToUrl(info.targets[0].options.spec.target);
    }
    run.jobs = info.jobs;
    run.tool_version = info.tool_version;
    run.tls_library = info.tls_library;
    run.started = info.started;
    report_->OnRunStarted(run);
  }

  void OnTargetStarted(size_t index) override { report_->OnCaseStarted(index); }

  void OnTargetFinished(size_t index, const run::SurveyResult& result) override {
    run::CaseResult finished;
    finished.test = &plan_.cases[index];
    finished.verdict = result.verdict();
    if (finished.verdict == run::Verdict::kSkipped) {
      finished.skip_reason = "not reached: the survey was interrupted";
    } else {
      finished.executions.push_back(ExecutionOf(result));
    }
    report_->OnCaseFinished(index, finished);
  }

  void OnSurveyFinished(const run::SurveySummary& summary) override {
    report_->OnRunFinished(summary);
  }

  std::string Document() const override { return report_->Document(); }

 private:
  /// A plan with a case for each target; its scenario is only the place in the list.
  void MakePlan(const run::SurveyInfo& info) {
    plan_ = {};
    places_.clear();
    for (const run::SurveyTarget& target : info.targets) {
      run::Case test;
      test.suite = kSuite;
      test.id = std::string(kSuite) + '/' + target.name;
      test.scenario = target.name;
      test.title = attempt::ToUrl(target.options.spec.target);
      if (!target.position.file.empty()) {
        places_.emplace_back().position = target.position;
        test.scenario_model = &places_.back();
      }
      plan_.cases.push_back(std::move(test));
    }
  }

  const JunitOptions options_;
  std::unique_ptr<JunitReport> report_;
  run::Plan plan_;
  std::deque<scenario::ScenarioModel> places_;
};

}  // namespace

std::unique_ptr<SurveyJunit> MakeSurveyJunit(JunitOptions options) {
  return std::make_unique<SurveyJunitImpl>(std::move(options));
}

}  // namespace shakedown::report
