#include "report/junit_case.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "core/text.h"
#include "report/layout.h"
#include "report/narrative.h"
#include "report/pictures.h"

namespace shakedown::report {
namespace {

constexpr std::string_view kPrefix = "shakedown.";
constexpr size_t kClassCharacters = 96;
constexpr size_t kNameCharacters = 200;
constexpr size_t kMessageCharacters = 200;
constexpr size_t kPropertyCharacters = 300;
constexpr size_t kMaxProperties = 12;

using run::CaseExecution;
using run::CaseResult;
using run::Verdict;

const std::string& KnownFailure(const CaseResult& result) {
  static const std::string kNone;
  return result.test == nullptr ? kNone : run::KnownFailureOf(*result.test);
}

bool AllChecksMet(const CaseExecution& execution) {
  return std::all_of(execution.checks.begin(), execution.checks.end(),
                     [](const auto& check) { return check.met; });
}

/// Stable and unique in the suite: the case id without the suite's name.
std::string NameOf(const run::Case& test) {
  std::string_view id = test.id;
  if (id.starts_with(test.suite + '/')) id.remove_prefix(test.suite.size() + 1);
  return PlainLineOr(id, kNameCharacters, "unnamed");
}

/// The file of the scenario, relative to the root that was asked for, with forward slashes.
std::string FileOf(const run::Case& test, const std::string& root) {
  if (test.scenario_model == nullptr) return {};
  std::string file = test.scenario_model->position.file;
  if (file.empty() && test.suite_model != nullptr) file = test.suite_model->file;
  if (file.empty() || root.empty()) return PlainLine(file, kPropertyCharacters);
  const auto path = std::filesystem::path(file).lexically_normal();
  const auto relative = path.lexically_relative(std::filesystem::path(root).lexically_normal());
  const bool inside = !relative.empty() && *relative.begin() != "..";
  return PlainLine((inside ? relative : path).generic_string(), kPropertyCharacters);
}

JunitCase Identified(const run::Case& test, const JunitOptions& options) {
  JunitCase out;
  out.classname = JunitClassname(test.suite);
  out.name = NameOf(test);
  if (options.strict) return out;
  out.file = FileOf(test, options.root);
  out.line = test.scenario_model != nullptr ? std::max(0, test.scenario_model->position.line) : 0;
  out.properties.emplace_back("case.id", PlainLine(test.id, kPropertyCharacters));
  return out;
}

JunitElement SkippedElement(const std::string& reason) {
  const std::string message = PlainLineOr(reason, kMessageCharacters, "skipped without a reason");
  const bool blank = Trimmed(reason).empty();
  return {"skipped", "", message, (blank ? message : PrintableLines(reason)) + '\n'};
}

/// Properties of one case, in a fixed order and never more than readers put up with.
class Properties {
 public:
  explicit Properties(JunitCase& target) : target_(target) {}

  void Add(const char* name, std::string_view value) {
    if (value.empty() || target_.properties.size() >= kMaxProperties) return;
    target_.properties.emplace_back(name, PlainLine(value, kPropertyCharacters));
  }

 private:
  JunitCase& target_;
};

void AddHandshakeProperties(const attempt::Attempt& attempt, bool passed, Properties& properties) {
  if (const auto version = attempt::NegotiatedVersion(attempt.trace)) {
    properties.Add("tls.version", tls::Name(*version));
  }
  if (const auto alert = attempt::FatalAlert(attempt.trace, attempt::Side::kServer)) {
    properties.Add("tls.alert", fmt::format("{}({})", tls::Name(alert->description),
                                            static_cast<int>(alert->description)));
  }
  if (const auto reply = attempt::Last<attempt::HttpReply>(attempt.trace)) {
    properties.Add("http.status", std::to_string(reply->status));
  }
  if (!passed && !attempt.identity.chain.empty()) {
    properties.Add("cert.client.subject", tls::ToText(attempt.identity.chain.front().subject));
  }
}

/// Every case that ran says what the gate did and why, so that a green report explains it too.
void AddProperties(const CaseResult& result, const CaseExecution& execution, JunitCase& out) {
  Properties properties(out);
  const bool passed = result.verdict == Verdict::kPassed;
  if (result.known_failure) properties.Add("shakedown.known-failure", KnownFailure(result));
  std::string notes;
  for (const scenario::Note& note : execution.notes) {
    notes += (notes.empty() ? "" : "; ") + note.id + " (" + note.grade + "): " + note.text;
  }
  properties.Add("shakedown.notes", notes);
  if (const diagnosis::Diagnosis* diagnosis = SubjectDiagnosis(execution)) {
    properties.Add("shakedown.outcome", diagnosis::ToString(diagnosis->outcome));
    properties.Add("shakedown.cause", diagnosis->cause.id);
    if (!diagnosis->cause.id.empty()) {
      properties.Add("shakedown.certainty", diagnosis::ToString(diagnosis->cause.certainty));
    }
    properties.Add("shakedown.enforcement", diagnosis::ToString(diagnosis->enforcement));
    properties.Add("shakedown.summary", diagnosis->cause.summary);
    if (!passed) properties.Add("shakedown.stage", diagnosis->stage);
  }
  if (const attempt::Attempt* attempt = SubjectAttempt(execution)) {
    AddHandshakeProperties(*attempt, passed, properties);
  }
}

/// The strict profile has no room for properties on a case, so a pass is told in one line.
std::string PassedLine(const CaseResult& result, const CaseExecution& execution) {
  std::string line;
  if (result.known_failure) line = "known failure: " + Printable(KnownFailure(result));
  const diagnosis::Diagnosis* diagnosis = SubjectDiagnosis(execution);
  if (diagnosis != nullptr) {
    if (!line.empty()) line += "; ";
    line += VerdictLine(*diagnosis);
    if (!diagnosis->cause.summary.empty()) line += ": " + Printable(diagnosis->cause.summary);
  }
  return line.empty() ? line : line + '\n';
}

JunitElement ElementOf(const CaseResult& result, const CaseExecution& execution, std::string tag,
                       size_t body_limit) {
  const Narrative story = Tell(result, execution);
  JunitElement element;
  element.tag = std::move(tag);
  element.type = JunitType(result, execution);
  element.message = story.message;
  element.body = BodyText(story, body_limit);
  return element;
}

/// An execution that was repeated: Surefire's elements, with the attempt's number in the message.
JunitElement RepeatOf(const CaseResult& result, size_t index, std::string_view kind,
                      size_t body_limit) {
  const CaseExecution& execution = result.executions[index];
  const bool error = execution.verdict == Verdict::kError;
  JunitElement element = ElementOf(
      result, execution, fmt::format("{}{}", kind, error ? "Error" : "Failure"), body_limit);
  const std::string attempt =
      fmt::format("attempt {} of {}: ", index + 1, result.executions.size());
  element.message = PlainLine(attempt + element.message, kMessageCharacters);
  return element;
}

/// The execution that the verdict element shows: the first that ended as the case did.
size_t DecidingExecution(const CaseResult& result) {
  const auto decides = [&](const CaseExecution& execution) {
    return execution.verdict == result.verdict;
  };
  const auto found = std::find_if(result.executions.begin(), result.executions.end(), decides);
  const size_t last = result.executions.size() - 1;
  return found == result.executions.end() ? last
                                          : static_cast<size_t>(found - result.executions.begin());
}

/// Surefire's schema fixes the order of the elements of a case.
int Rank(const JunitElement& element) {
  constexpr std::string_view kOrder[] = {"failure", "rerunFailure", "flakyFailure", "skipped",
                                         "error",   "rerunError",   "flakyError"};
  return static_cast<int>(std::find(std::begin(kOrder), std::end(kOrder), element.tag) -
                          std::begin(kOrder));
}

void AddElements(const CaseResult& result, size_t body_limit, JunitCase& out) {
  const bool passed = result.verdict == Verdict::kPassed;
  const size_t deciding = passed ? result.executions.size() : DecidingExecution(result);
  for (size_t i = 0; i < result.executions.size(); ++i) {
    const Verdict verdict = result.executions[i].verdict;
    if (i == deciding) {
      const char* tag = result.verdict == Verdict::kError ? "error" : "failure";
      out.elements.push_back(ElementOf(result, result.executions[i], tag, body_limit));
    } else if ((verdict == Verdict::kFailed || verdict == Verdict::kError) &&
               (!passed || result.flaky)) {
      out.elements.push_back(RepeatOf(result, i, passed ? "flaky" : "rerun", body_limit));
    }
  }
  std::stable_sort(out.elements.begin(), out.elements.end(),
                   [](const auto& a, const auto& b) { return Rank(a) < Rank(b); });
}

/// A verdict without any execution is a defect of the runner; it must still be one valid case.
JunitElement NothingRecorded() {
  return {"error", "shakedown.error.internal", "no execution was recorded for this case",
          "no execution was recorded for this case\n"};
}

/// One attachment on a line of its own, the best first: GitLab takes only that.
void AddPictures(const CaseResult& result, const JunitOptions& options, JunitCase* out) {
  const bool trouble =
      out->verdict == JunitVerdict::kFailure || out->verdict == JunitVerdict::kError;
  if (options.pictures.empty() || !trouble) return;
  const CaseExecution& shown = result.executions[DecidingExecution(result)];
  const attempt::Attempt* attempt = SubjectAttempt(shown);
  if (attempt == nullptr || SubjectDiagnosis(shown) == nullptr) return;
  const std::string folder = PlainLine(options.pictures, kPropertyCharacters);
  const auto add = [&](const char* what) {
    out->system_out +=
        fmt::format("[[ATTACHMENT|{}/{}]]\n", folder, PictureName(result.test->id, what));
  };
  if (!Ladder(attempt->trace).empty()) add("ladder");
  const bool sent = attempt::ClientCertificateSent(attempt->trace).value_or(false);
  if (sent && !attempt->identity.chain.empty()) add("chain");
}

JunitVerdict VerdictOf(Verdict verdict) {
  switch (verdict) {
    case Verdict::kPassed: return JunitVerdict::kPassed;
    case Verdict::kFailed: return JunitVerdict::kFailure;
    case Verdict::kError: return JunitVerdict::kError;
    case Verdict::kSkipped: return JunitVerdict::kSkipped;
  }
  return JunitVerdict::kError;
}

}  // namespace

std::string JunitClassname(const std::string& suite) {
  return std::string(kPrefix) + Slug(suite, kClassCharacters - kPrefix.size());
}

std::string JunitType(const CaseResult& result, const CaseExecution& execution) {
  const std::string prefix(kPrefix);
  if (execution.inconclusive) return prefix + "inconclusive";
  if (!execution.errors.empty()) {
    return prefix + "error." + ToString(execution.errors.front().code());
  }
  const bool failed = execution.verdict == Verdict::kFailed;
  if (failed && !KnownFailure(result).empty() && AllChecksMet(execution)) {
    return prefix + "expectation.unexpected-pass";
  }
  const diagnosis::Diagnosis* diagnosis = SubjectDiagnosis(execution);
  if (diagnosis != nullptr && !diagnosis->cause.id.empty()) {
    return prefix + PlainLine(diagnosis->cause.id, kClassCharacters);
  }
  return prefix + (failed ? "expectation.unmet" : "error.internal");
}

JunitCase RenderJunitCase(const CaseResult& result, const JunitOptions& options,
                          size_t body_limit) {
  JunitCase out = Identified(*result.test, options);
  out.verdict = VerdictOf(result.verdict);
  for (const CaseExecution& execution : result.executions) {
    out.time += std::max(execution.duration, Milliseconds(0));
  }
  if (out.verdict == JunitVerdict::kSkipped) {
    out.elements.push_back(SkippedElement(result.skip_reason));
    return out;
  }
  if (result.executions.empty()) {
    out.verdict = JunitVerdict::kError;
    out.elements.push_back(NothingRecorded());
    return out;
  }
  const CaseExecution& last = result.executions.back();
  if (!options.strict) {
    out.timestamp = FormatUtc(result.executions.front().started);
    AddProperties(result, last, out);
  } else if (out.verdict == JunitVerdict::kPassed) {
    out.system_out = PassedLine(result, last);
  }
  AddElements(result, body_limit, out);
  AddPictures(result, options, &out);
  return out;
}

JunitCase UnreachedJunitCase(const run::Case& test, const JunitOptions& options,
                             const std::string& reason) {
  JunitCase out = Identified(test, options);
  out.verdict = JunitVerdict::kSkipped;
  out.elements.push_back(SkippedElement(reason));
  return out;
}

}  // namespace shakedown::report
