// JUnit of a run that was read back.
#include <fmt/format.h>

#include <algorithm>

#include "core/text.h"
#include "report/junit_document.h"
#include "report/layout.h"
#include "report/narrative.h"
#include "report/pictures.h"
#include "report/scorecard.h"

namespace shakedown::report {
namespace {

using model::Case;
using model::CaseVerdict;
using model::Execution;

constexpr size_t kMessageCharacters = 200;
constexpr size_t kPropertyCharacters = 300;
constexpr size_t kLadderWidth = 96;
constexpr size_t kNamesShown = 20;

std::string FindingLine(const model::Finding& finding) {
  return fmt::format("{} ({}): {}", finding.id, finding.certainty, finding.summary);
}

template <typename Member>
std::string ChecksText(const Case& test, Member member) {
  std::string text;
  for (const model::Check& check : test.checks) {
    if (check.met) continue;
    text += (text.empty() ? "" : "; ") + check.what + ' ' + check.*member;
  }
  return text;
}

std::string MessageOf(const Execution& execution) {
  std::string line = execution.message;
  if (line.empty() && !execution.errors.empty()) line = execution.errors.front().message;
  const bool has_cause = execution.diagnosis && execution.diagnosis->cause;
  if (has_cause && execution.verdict == CaseVerdict::kFailed) {
    const model::Finding& cause = *execution.diagnosis->cause;
    const bool tells = cause.id != "accepted" && !cause.summary.empty();
    if (tells && line.find(cause.summary) == std::string::npos) line += ": " + cause.summary;
  }
  return PlainLineOr(line, kMessageCharacters, "not as expected, without a message");
}

std::string TroubleText(const model::Trouble& trouble) {
  std::string text;
  if (!trouble.file.empty()) {
    text = trouble.file;
    if (trouble.line > 0) text += fmt::format(":{}", trouble.line);
    if (trouble.column > 0) text += fmt::format(":{}", trouble.column);
    text += ": ";
  }
  text += "error: " + trouble.message;
  return trouble.hint.empty() ? text : text + "\n  hint: " + trouble.hint;
}

void TellRequest(const model::CertificateRequest& request, const std::string& version,
                 Narrative* story) {
  const auto add = [story](const char* label, const std::string& value) {
    if (!value.empty()) story->request.emplace_back(label, value);
  };
  add("Version", version);
  add("When", request.when);
  if (!request.raw.empty()) add("Size", fmt::format("{} bytes", request.raw.size()));
  add("Types", Joined(request.certificate_types, ", "));
  add("Algorithms", Joined(request.signature_algorithms, ", "));
  add("in chains", Joined(request.signature_algorithms_cert, ", "));
  add("CA names", std::to_string(request.ca_names.size()));
  for (size_t i = 0; i < std::min(request.ca_names.size(), kNamesShown); ++i) {
    story->request.emplace_back("", request.ca_names[i].dn);
  }
  if (request.ca_names.size() > kNamesShown) {
    story->request.emplace_back(
        "", fmt::format("... and {} more", request.ca_names.size() - kNamesShown));
  }
}

void TellDiagnosis(const model::Diagnosis& diagnosis, Narrative* story) {
  story->stage = diagnosis.stage;
  if (diagnosis.cause) {
    const model::Finding& cause = *diagnosis.cause;
    story->cause_id = cause.id;
    story->summary = cause.summary;
    story->certainty = cause.certainty;
    if (!cause.explanation.empty()) story->why.push_back(cause.explanation);
    if (!diagnosis.alternatives.empty()) story->likely.push_back(FindingLine(cause));
    for (const auto& other : diagnosis.alternatives) story->likely.push_back(FindingLine(other));
    story->fixes = cause.fixes;
    for (const auto& evidence : cause.evidence) story->evidence.push_back(evidence.text);
  }
  for (const model::Handshake& handshake : diagnosis.handshakes) {
    std::string title = handshake.purpose;
    if (!handshake.identity.empty()) title += ", identity " + handshake.identity;
    story->ladders.emplace_back(title, LadderLines(handshake.ladder, kLadderWidth));
  }
  const model::Handshake* explained = diagnosis.explained();
  if (explained == nullptr) return;
  if (explained->request) TellRequest(*explained->request, explained->version, story);
  const auto fact = [story](const char* name, const std::string& value) {
    if (!value.empty()) story->facts.emplace_back(name, value);
  };
  fact("tls.version", explained->version);
  fact("tls.cipher", explained->cipher);
  fact("tls.group", explained->group);
  if (explained->alert) {
    fact("tls.alert", fmt::format("{}({})", explained->alert->name, explained->alert->code));
  }
  if (explained->http) fact("http.status", std::to_string(explained->http->status));
  if (explained->client && !explained->client->chain.empty()) {
    fact("cert.client.subject", explained->client->chain.front().subject);
  }
}

Narrative TellExecution(const Case& test, const Execution& execution) {
  Narrative story;
  story.message = MessageOf(execution);
  story.expected = ChecksText(test, &model::Check::expected);
  story.observed = ChecksText(test, &model::Check::observed);
  for (const model::Trouble& trouble : execution.errors) {
    story.errors.push_back(TroubleText(trouble));
  }
  if (execution.diagnosis) TellDiagnosis(*execution.diagnosis, &story);
  story.reproduce = test.reproduce;
  story.title = test.title;
  story.case_id = test.id;
  story.location = test.line > 0 ? fmt::format("{}:{}", test.file, test.line) : test.file;
  story.attempts = static_cast<int>(std::max<size_t>(1, test.executions.size()));
  for (size_t i = 0; i < test.executions.size(); ++i) {
    if (&test.executions[i] == &execution) story.attempt = static_cast<int>(i) + 1;
  }
  return story;
}

std::string TypeOf(const Execution& execution) {
  if (!execution.errors.empty()) return "shakedown.error." + Slug(execution.errors.front().code);
  if (execution.diagnosis && execution.diagnosis->cause) {
    return "shakedown." + PlainLine(execution.diagnosis->cause->id, 80);
  }
  const bool failed = execution.verdict == CaseVerdict::kFailed;
  return failed ? "shakedown.expectation.unmet" : "shakedown.error.internal";
}

JunitElement ElementOf(const Case& test, const Execution& execution, std::string tag,
                       size_t limit) {
  const Narrative story = TellExecution(test, execution);
  return {std::move(tag), TypeOf(execution), story.message, BodyText(story, limit)};
}

void AddElements(const Case& test, size_t limit, JunitCase* out) {
  const bool passed = test.verdict == CaseVerdict::kPassed;
  for (const Execution& execution : test.executions) {
    const bool error = execution.verdict == CaseVerdict::kError;
    if (!passed && &execution == test.shown()) {
      out->elements.insert(out->elements.begin(),
                           ElementOf(test, execution, error ? "error" : "failure", limit));
    } else if ((error || execution.verdict == CaseVerdict::kFailed) && (!passed || test.flaky)) {
      const std::string kind = passed ? "flaky" : "rerun";
      out->elements.push_back(
          ElementOf(test, execution, kind + (error ? "Error" : "Failure"), limit));
    }
  }
}

void AddProperties(const Case& test, JunitCase* out) {
  const auto add = [out](const char* name, const std::string& value) {
    if (!value.empty()) out->properties.emplace_back(name, PlainLine(value, kPropertyCharacters));
  };
  add("case.id", test.id);
  add("shakedown.known-failure", test.known_failure_reason);
  std::string notes;
  for (const model::Note& note : test.notes) {
    notes += (notes.empty() ? "" : "; ") + note.id + " (" + note.grade + "): " + note.text;
  }
  add("shakedown.notes", notes);
  const model::Diagnosis* diagnosis = test.diagnosis();
  if (diagnosis == nullptr) return;
  add("shakedown.outcome", diagnosis->outcome);
  if (diagnosis->cause) {
    add("shakedown.cause", diagnosis->cause->id);
    add("shakedown.certainty", diagnosis->cause->certainty);
  }
  add("shakedown.enforcement", diagnosis->enforcement);
  if (diagnosis->cause) add("shakedown.summary", diagnosis->cause->summary);
  if (const model::Handshake* handshake = diagnosis->explained()) {
    add("tls.version", handshake->version);
    if (handshake->http) add("http.status", std::to_string(handshake->http->status));
  }
}

/// One attachment on a line of its own, the best first: GitLab takes only that.
void AddPictures(const Case& test, const JunitOptions& options, JunitCase* out) {
  const model::Diagnosis* diagnosis = test.diagnosis();
  const model::Handshake* handshake = diagnosis != nullptr ? diagnosis->explained() : nullptr;
  if (options.pictures.empty() || handshake == nullptr) return;
  const std::string folder = PlainLine(options.pictures, kPropertyCharacters);
  const auto add = [&](const char* what) {
    out->system_out += fmt::format("[[ATTACHMENT|{}/{}]]\n", folder, PictureName(test.id, what));
  };
  if (!handshake->ladder.empty()) add("ladder");
  if (handshake->client && !handshake->client->chain.empty()) add("chain");
}

JunitVerdict VerdictOf(CaseVerdict verdict) {
  switch (verdict) {
    case CaseVerdict::kPassed: return JunitVerdict::kPassed;
    case CaseVerdict::kFailed: return JunitVerdict::kFailure;
    case CaseVerdict::kSkipped: return JunitVerdict::kSkipped;
    case CaseVerdict::kError: break;
  }
  return JunitVerdict::kError;
}

JunitCase CaseOf(const Case& test, const std::string& suite, const JunitOptions& options,
                 size_t limit) {
  JunitCase out;
  out.verdict = VerdictOf(test.verdict);
  out.classname = JunitClassname(suite);
  std::string_view id = test.id;
  if (id.starts_with(suite + '/')) id.remove_prefix(suite.size() + 1);
  out.name = PlainLineOr(id, kMessageCharacters, "unnamed");
  out.time = Milliseconds(static_cast<int64_t>(std::min<uint64_t>(test.duration_ms(), 1u << 31)));
  if (!options.strict) {
    out.file = PlainLine(test.file, kPropertyCharacters);
    out.line = static_cast<int>(std::min<uint64_t>(test.line, 1u << 30));
    if (!test.executions.empty()) out.timestamp = test.executions.front().started;
    AddProperties(test, &out);
  }
  if (out.verdict == JunitVerdict::kSkipped) {
    const std::string reason =
        PlainLineOr(test.skip_reason, kMessageCharacters, "skipped without a reason");
    out.elements.push_back({"skipped", "", reason, reason + '\n'});
  } else {
    AddElements(test, limit, &out);
    if (out.verdict != JunitVerdict::kPassed) AddPictures(test, options, &out);
  }
  return out;
}

}  // namespace

Result<std::string> RunJunit(const model::RunReport& report, const JunitOptions& options) {
  std::vector<JunitSuite> suites;
  const model::RunHead& head = report.head();
  const std::vector<ScoreRow> scores = ScorecardOf(report);
  for (const model::SuiteHead& suite : report.suites()) {
    JunitSuite out{.name = suite.name, .started = head.started};
    const auto add = [&out](const char* name, const std::string& value) {
      if (!value.empty()) out.properties.emplace_back(name, PlainLine(value, kPropertyCharacters));
    };
    add("tool.version", head.version);
    add("tls.library", head.tls_library);
    add("target.name", suite.target_name);
    add("target.url", suite.target_name.empty() ? head.target_url : suite.target_url);
    add("target.address", head.target_address);
    add("suite.file", suite.file);
    if (head.subject == model::Subject::kCases) add("seed", std::to_string(head.seed));
    add("run.stop", head.stop);
    const run::Counts& counts = scores[suites.size()].counts;
    if (counts.inconclusive > 0) add("score.inconclusive", std::to_string(counts.inconclusive));
    if (counts.notes > 0) add("score.notes", std::to_string(counts.notes));
    suites.push_back(std::move(out));
  }
  size_t octets = 0;
  for (size_t i = 0; i < report.entries().size(); ++i) {
    const auto test = report.Read(i);
    if (!test) return test.error();
    const size_t limit = octets >= options.total_limit / 2 ? 2000 : options.body_limit;
    JunitSuite& suite = suites[report.entries()[i].suite];
    suite.cases.push_back(CaseOf(*test, suite.name, options, limit));
    for (const JunitElement& element : suite.cases.back().elements) octets += element.body.size();
  }
  const uint64_t took = std::min<uint64_t>(head.duration_ms, 1ull << 40);
  return JunitDocument(suites, Milliseconds(static_cast<int64_t>(took)), options);
}

}  // namespace shakedown::report
