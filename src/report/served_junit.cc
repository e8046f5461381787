#include "report/served_junit.h"

#include <utility>

#include "report/served_text.h"
#include "run/served_case.h"

namespace shakedown::report {
namespace {

using diagnosis::ServedOutcome;

constexpr const char* kSuite = "serve";

run::CaseExecution ExecutionOf(const run::ServedEvent& event,
                               const std::optional<ServedOutcome>& expected) {
  run::CaseExecution execution;
  const bool met = ServedAsExpected(event, expected);
  const char* observed = diagnosis::ToString(event.diagnosis.outcome);
  const std::string wanted =
      expected ? diagnosis::ToString(*expected) : "a certificate that gets in";
  execution.verdict = met ? run::Verdict::kPassed : run::Verdict::kFailed;
  execution.started = event.connection.trace.started;
  execution.duration = std::chrono::duration_cast<Milliseconds>(event.connection.trace.duration);
  execution.checks.push_back({met, "client", wanted, observed, {}});
  if (!met) {
    execution.message = "expected the client's outcome " + wanted + ", observed " + observed +
                        ": " + ServedHeadline(event);
  }
  execution.attempts.push_back(run::AsAttempt(event));
  execution.diagnoses.push_back(run::AsDiagnosis(event));
  return execution;
}

}  // namespace

bool ServedAsExpected(const run::ServedEvent& event, const std::optional<ServedOutcome>& expected) {
  return expected ? event.diagnosis.outcome == *expected : run::GotIn(event);
}

ServedJunit::ServedJunit(JunitOptions options, size_t count, const std::string& url,
                         const std::string& tool_version, const std::string& tls_library)
    : report_(MakeJunitReport(std::move(options))) {
  for (size_t i = 1; i <= count; ++i) {
    run::Case test;
    test.suite = kSuite;
    test.scenario = "connection-" + std::to_string(i);
    test.id = std::string(kSuite) + '/' + test.scenario;
    test.title = "TLS connection " + std::to_string(i);
    plan_.cases.push_back(std::move(test));
  }
  run::RunInfo info;
  info.plan = &plan_;
  info.target_url = url;
  info.tool_version = tool_version;
  info.tls_library = tls_library;
  info.started = UtcNow();
  report_->OnRunStarted(info);
}

ServedJunit::~ServedJunit() = default;

void ServedJunit::Add(const run::ServedEvent& event, const std::optional<ServedOutcome>& expected) {
  if (next_ >= plan_.cases.size()) return;
  run::CaseResult result;
  result.test = &plan_.cases[next_];
  result.executions.push_back(ExecutionOf(event, expected));
  result.verdict = result.executions.back().verdict;
  ++(result.verdict == run::Verdict::kPassed ? counts_.passed : counts_.failed);
  report_->OnCaseStarted(next_);
  report_->OnCaseFinished(next_, result);
  ++next_;
}

std::string ServedJunit::Document(run::Stop stop) {
  run::RunSummary summary;
  summary.counts = counts_;
  summary.duration =
      std::chrono::duration_cast<Milliseconds>(std::chrono::steady_clock::now() - started_);
  summary.stop = stop;
  report_->OnRunFinished(summary);
  return report_->Document();
}

}  // namespace shakedown::report
