#include "report/narrative.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.h"
#include "report/layout.h"

namespace shakedown::report {
namespace {

constexpr size_t kMessageCharacters = 200;
constexpr size_t kLadderWidth = 96;
constexpr std::string_view kAccepted = "accepted";

using diagnosis::Diagnosis;

/// "outcome refused; cause client.no-identity" of the unmet checks, or of all if none is unmet.
template <typename Member>
std::string ChecksText(const std::vector<scenario::CheckResult>& checks, Member member) {
  const bool any_unmet =
      std::any_of(checks.begin(), checks.end(), [](const auto& check) { return !check.met; });
  std::string text;
  for (const scenario::CheckResult& check : checks) {
    if (any_unmet && check.met) continue;
    if (!text.empty()) text += "; ";
    text += Printable(check.what) + ' ' + Printable(check.*member);
    if (!check.handshake.empty()) text += " (handshake '" + Printable(check.handshake) + "')";
  }
  return text;
}

std::string ObservedText(const run::CaseExecution& execution) {
  std::string text = ChecksText(execution.checks, &scenario::CheckResult::observed);
  const Diagnosis* diagnosis = SubjectDiagnosis(execution);
  if (diagnosis == nullptr || diagnosis->observed.empty()) return text;
  const std::string seen = Printable(diagnosis->observed);
  if (text.find(seen) != std::string::npos) return text;
  return text.empty() ? seen : text + ": " + seen;
}

std::string FindingLine(const diagnosis::Finding& finding) {
  return fmt::format("{} ({}): {}", Printable(finding.id), diagnosis::ToString(finding.certainty),
                     Printable(finding.summary));
}

/// Evidence as one line; where it was seen, if the scenario has several handshakes.
std::string EvidenceLine(const diagnosis::Evidence& evidence,
                         const std::vector<attempt::Attempt>& attempts) {
  std::string line = Printable(evidence.text);
  const auto index = static_cast<size_t>(std::max(0, evidence.attempt));
  if (attempts.size() > 1 && index < attempts.size()) {
    line += " (handshake '" + Printable(attempts[index].purpose) + "')";
  }
  return line;
}

void TellCause(const Diagnosis& diagnosis, const run::CaseExecution& execution, Narrative& story) {
  const diagnosis::Finding& cause = diagnosis.cause;
  story.stage = Printable(diagnosis.stage);
  if (cause.id.empty()) return;
  story.cause_id = Printable(cause.id);
  story.summary = Printable(cause.summary);
  story.certainty = diagnosis::ToString(cause.certainty);
  if (!cause.explanation.empty()) story.why.push_back(Printable(cause.explanation));
  if (!diagnosis.alternatives.empty()) {
    story.likely.push_back(FindingLine(cause));
    for (const auto& other : diagnosis.alternatives) story.likely.push_back(FindingLine(other));
  }
  for (const std::string& fix : cause.fixes) story.fixes.push_back(Printable(fix));
  for (const auto& evidence : cause.evidence) {
    story.evidence.push_back(EvidenceLine(evidence, execution.attempts));
  }
}

std::string LadderTitle(const attempt::Attempt& attempt) {
  std::string title =
      Printable(attempt.purpose) + ": " + Printable(attempt::ToUrl(attempt.spec.target));
  title +=
      attempt.identity.present ? ", identity " + Printable(attempt.identity.name) : ", no identity";
  return title;
}

std::string LocationOf(const run::Case& test) {
  if (test.scenario_model == nullptr) return {};
  const SourcePosition& position = test.scenario_model->position;
  std::string file = position.file;
  if (file.empty() && test.suite_model != nullptr) file = test.suite_model->file;
  if (file.empty()) return {};
  return position.line > 0 ? fmt::format("{}:{}", Printable(file), position.line) : Printable(file);
}

void TellAttempt(const run::CaseResult& result, const run::CaseExecution& execution,
                 Narrative& story) {
  for (size_t i = 0; i < result.executions.size(); ++i) {
    if (&result.executions[i] == &execution) story.attempt = static_cast<int>(i) + 1;
  }
  story.attempts = std::max(1, static_cast<int>(result.executions.size()));
}

/// What the first sentence of a message is when the runner left it empty.
std::string FallbackMessage(const run::CaseExecution& execution) {
  if (!execution.errors.empty()) return execution.errors.front().Line();
  const auto unmet = std::find_if(execution.checks.begin(), execution.checks.end(),
                                  [](const auto& check) { return !check.met; });
  if (unmet != execution.checks.end()) {
    return fmt::format("expected {} {}, observed {}", unmet->what, unmet->expected,
                       unmet->observed);
  }
  const Diagnosis* diagnosis = SubjectDiagnosis(execution);
  return diagnosis != nullptr ? VerdictLine(*diagnosis) : "no verdict";
}

}  // namespace

const Diagnosis* SubjectDiagnosis(const run::CaseExecution& execution) {
  if (execution.subject >= execution.diagnoses.size()) return nullptr;
  return &execution.diagnoses[execution.subject];
}

const attempt::Attempt* SubjectAttempt(const run::CaseExecution& execution) {
  if (execution.subject >= execution.attempts.size()) return nullptr;
  return &execution.attempts[execution.subject];
}

std::string VerdictLine(const Diagnosis& diagnosis) {
  if (diagnosis.outcome == diagnosis::Outcome::kAccepted) {
    if (diagnosis.enforcement == diagnosis::Enforcement::kUnknown) return std::string(kAccepted);
    return fmt::format("accepted ({})", diagnosis::ToString(diagnosis.enforcement));
  }
  const bool refused = diagnosis.outcome == diagnosis::Outcome::kRefused;
  std::string line = refused ? "refused" : "no verdict";
  if (diagnosis.cause.id.empty()) return line;
  return fmt::format("{}: {} ({})", line, Printable(diagnosis.cause.id),
                     diagnosis::ToString(diagnosis.cause.certainty));
}

const char* StopWord(run::Stop stop) {
  switch (stop) {
    case run::Stop::kCompleted: return "completed";
    case run::Stop::kFailFast: return "fail-fast";
    case run::Stop::kInterrupted: return "interrupted";
    case run::Stop::kTerminated: return "terminated";
  }
  return "completed";
}

std::string MessageLine(const run::CaseExecution& execution) {
  std::string line = execution.message.empty() ? FallbackMessage(execution) : execution.message;
  const Diagnosis* diagnosis = SubjectDiagnosis(execution);
  if (diagnosis != nullptr && execution.verdict == run::Verdict::kFailed) {
    const diagnosis::Finding& cause = diagnosis->cause;
    const bool worth_telling = !cause.summary.empty() && cause.id != kAccepted;
    if (worth_telling && line.find(cause.summary) == std::string::npos) {
      line += ": " + cause.summary;
    }
  }
  return PlainLineOr(line, kMessageCharacters, "not as expected, without a message");
}

Narrative Tell(const run::CaseResult& result, const run::CaseExecution& execution) {
  return Tell(result, execution, kLadderWidth);
}

Narrative Tell(const run::CaseResult& result, const run::CaseExecution& execution, size_t width) {
  Narrative story;
  story.message = MessageLine(execution);
  story.expected = ChecksText(execution.checks, &scenario::CheckResult::expected);
  story.observed = ObservedText(execution);
  for (const Error& error : execution.errors) story.errors.push_back(PrintableLines(error.Text()));
  if (const Diagnosis* diagnosis = SubjectDiagnosis(execution)) {
    TellCause(*diagnosis, execution, story);
  }
  for (const attempt::Attempt& attempt : execution.attempts) {
    story.ladders.emplace_back(LadderTitle(attempt), LadderLines(Ladder(attempt.trace), width));
  }
  if (const attempt::Attempt* subject = SubjectAttempt(execution)) {
    const auto requests = attempt::CertificateRequests(subject->trace);
    if (!requests.empty()) story.request = DescribeRequest(requests.back());
    story.facts = KeyFacts(*subject);
  }
  story.reproduce = Printable(result.reproduce);
  TellAttempt(result, execution, story);
  if (result.test != nullptr) {
    story.case_id = Printable(result.test->id);
    story.title = Printable(result.test->title);
    story.location = LocationOf(*result.test);
  }
  return story;
}

}  // namespace shakedown::report
