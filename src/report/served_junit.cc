#include "report/served_junit.h"

#include <utility>

#include "report/served_text.h"

namespace shakedown::report {
namespace {

using diagnosis::ServedOutcome;

constexpr const char* kSuite = "serve";

bool GotIn(const run::ServedEvent& event) {
  switch (event.diagnosis.outcome) {
    case ServedOutcome::kPresented:
    case ServedOutcome::kUnfit:
    case ServedOutcome::kNothing:
    case ServedOutcome::kNotAsked: return !attempt::Refused(event.connection);
    default: return false;
  }
}

/// The server's view in the form in which the client's is reported.
diagnosis::Diagnosis AsDiagnosis(const run::ServedEvent& event) {
  diagnosis::Diagnosis result;
  result.outcome = GotIn(event) ? diagnosis::Outcome::kAccepted : diagnosis::Outcome::kRefused;
  result.observed = event.diagnosis.summary;
  if (GotIn(event)) {
    result.cause.id = "accepted";
    result.cause.certainty = diagnosis::Certainty::kCertain;
    return result;
  }
  std::vector<diagnosis::Finding> reasons = event.diagnosis.reasons;
  if (event.settled) reasons.insert(reasons.begin(), event.settled->cause);
  result.cause.id = "undetermined";
  if (reasons.empty()) return result;
  result.cause = std::move(reasons.front());
  result.alternatives.assign(std::make_move_iterator(reasons.begin() + 1),
                             std::make_move_iterator(reasons.end()));
  return result;
}

attempt::Attempt AsAttempt(const run::ServedEvent& event) {
  attempt::Attempt attempt;
  attempt.purpose = "as seen by the server";
  attempt.spec.target.endpoint = event.connection.client;
  attempt.identity.present = !event.connection.chain.empty();
  attempt.identity.name = attempt.identity.present ? "as presented" : "none";
  attempt.identity.chain = event.connection.chain;
  attempt.trace = event.connection.trace;
  return attempt;
}

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
  execution.attempts.push_back(AsAttempt(event));
  execution.diagnoses.push_back(AsDiagnosis(event));
  return execution;
}

}  // namespace

bool ServedAsExpected(const run::ServedEvent& event, const std::optional<ServedOutcome>& expected) {
  return expected ? event.diagnosis.outcome == *expected : GotIn(event);
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
