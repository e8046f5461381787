#include "report/html/case_article.h"

#include <algorithm>

#include "report/html/diagnosis_sections.h"
#include "report/html/scorecard_table.h"
#include "report/html/words.h"
#include "report/status_line.h"

namespace shakedown::report::html {
namespace {

constexpr uint64_t kLongestMs = 1ull << 40;

std::string Took(uint64_t milliseconds) {
  return ShortDuration(Milliseconds(static_cast<int64_t>(std::min(milliseconds, kLongestMs))));
}

/// What stands beside the id: why it did not pass, or what the gate did.
std::string Remark(const model::CaseEntry& entry) {
  if (entry.subject != model::Subject::kCases && !entry.summary.empty()) return entry.summary;
  if (!entry.message.empty()) {
    const bool tells = entry.verdict == model::CaseVerdict::kFailed && !entry.summary.empty() &&
                       entry.cause != "accepted" &&
                       entry.message.find(entry.summary) == std::string::npos;
    return tells ? entry.message + ": " + entry.summary : entry.message;
  }
  if (entry.outcome.empty() || entry.cause == "accepted") return entry.outcome;
  return entry.cause.empty() ? entry.outcome : entry.outcome + ": " + entry.cause;
}

Element AddArticle(const Element& parent, const model::CaseEntry& entry,
                   const ArticleContext& context) {
  const VerdictWord word = WordOf(entry);
  const Element article = parent.Add("article", "case");
  article.Set("id", context.anchor).Set("data-v", word.css_class);
  if (!entry.cause.empty()) article.Set("data-c", entry.cause);
  return article;
}

void AddLine(const Element& line, const model::CaseEntry& entry, const ArticleContext& context) {
  const VerdictWord word = WordOf(entry);
  line.Add("span", (std::string("verdict ") + word.css_class).c_str(),
           std::string(word.shape) + ' ' + word.word);
  line.Text(" ");
  const Element link = line.Add("a", "id");
  link.Set("href", "#" + context.anchor).Add("bdi", "", entry.id);
  line.Text(" ");
  line.AddForeign("span", "remark", Remark(entry));
  line.Text(" ");
  if (entry.duration_ms > 0) line.Add("span", "time", Took(entry.duration_ms));
}

void AddChecks(const Element& parent, const model::Case& test) {
  if (test.checks.empty()) return;
  const Element table = parent.Add("div", "scroll").Add("table", "checks");
  const Element head = table.Add("thead").Add("tr");
  for (const char* title : {"Checked", "Expected", "Observed", ""}) {
    head.Add("th", "", title).Set("scope", "col");
  }
  const Element body = table.Add("tbody");
  for (const model::Check& check : test.checks) {
    const Element row = body.Add("tr", check.met ? "met" : "unmet");
    const std::string of = check.handshake.empty() ? "" : " of '" + check.handshake + "'";
    row.AddForeign("td", "", check.what + of);
    row.AddForeign("td", "", check.expected);
    row.AddForeign("td", "", check.observed);
    row.Add("td", check.met ? "good" : "flaw", check.met ? "met" : "NOT met");
  }
}

void AddTroubles(const Element& parent, const model::Execution& execution) {
  for (const model::Trouble& trouble : execution.errors) {
    const Element box = parent.Add("section", "trouble");
    const Element line = box.AddForeign("p", "flaw", "Error: " + trouble.message);
    if (!trouble.file.empty()) {
      std::string place = trouble.file;
      if (trouble.line > 0) place += ':' + std::to_string(trouble.line);
      if (trouble.column > 0) place += ':' + std::to_string(trouble.column);
      line.AddForeign("span", "note", " (" + place + ")");
    }
    if (!trouble.hint.empty()) box.AddForeign("p", "hint", "Try: " + trouble.hint);
  }
}

void AddFacts(const Element& parent, const model::Case& test) {
  const model::Diagnosis* diagnosis = test.diagnosis();
  const Element list = parent.Add("dl", "facts");
  if (diagnosis != nullptr) {
    if (diagnosis->target) AddRow(list, "Target", diagnosis->target->url);
    AddRow(list, "Observed", diagnosis->observed);
    AddRow(list, "Stage", diagnosis->stage);
    AddRow(list, "Enforcement", EnforcementText(diagnosis->enforcement));
  }
  AddRow(list, "Known failure", test.known_failure_reason);
  AddRow(list, "Skipped", test.skip_reason);
}

void AddTail(const Element& parent, const model::Case& test) {
  if (!test.reproduce.empty()) {
    parent.Add("h4", "", "Reproduce");
    parent.Add("pre", "command").Add("code", "", test.reproduce);
  }
  if (test.file.empty()) return;
  const std::string line = test.line > 0 ? ':' + std::to_string(test.line) : "";
  parent.AddForeign("p", "note", "Defined in " + test.file + line);
}

void AddRest(const Element& body, const model::Execution& execution, const std::string& id) {
  AddTroubles(body, execution);
  if (!execution.diagnosis) return;
  const SectionContext context{.id = id, .at = execution.started};
  AddCause(body, *execution.diagnosis, context);
  AddHandshakes(body, *execution.diagnosis, context);
  AddInvestigation(body, *execution.diagnosis, context);
}

/// The executions that do not explain the verdict: repetitions.
void AddOthers(const Element& body, const model::Case& test, const std::string& id) {
  for (size_t i = 0; i < test.executions.size(); ++i) {
    const model::Execution& execution = test.executions[i];
    if (&execution == test.shown()) continue;
    const Element fold = body.Add("details", "execution");
    const VerdictWord word = WordOf(execution.verdict, false, false);
    fold.AddForeign("summary", "",
                    "Attempt " + std::to_string(i + 1) + " of " +
                        std::to_string(test.executions.size()) + ": " + word.word +
                        (execution.message.empty() ? "" : ", ") + execution.message);
    AddRest(fold, execution, id + "-x" + std::to_string(i));
  }
}

}  // namespace

void AddCaseArticle(const Element& parent, const model::CaseEntry& entry, const model::Case& test,
                    const ArticleContext& context) {
  const Element fold = AddArticle(parent, entry, context).Add("details");
  fold.Flag("open", context.open);
  AddLine(fold.Add("summary"), entry, context);
  const Element body = fold.Add("div", "body");
  if (!test.title.empty()) body.AddForeign("h3", "", test.title);
  const model::Execution* shown = test.shown();
  if (shown != nullptr && !shown->message.empty()) {
    body.AddForeign("p", "message", shown->message);
  }
  AddChecks(body, test);
  AddNotes(body, test);
  AddFacts(body, test);
  const std::string id = "c" + std::to_string(context.index);
  if (shown != nullptr) AddRest(body, *shown, id);
  AddOthers(body, test, id);
  AddTail(body, test);
}

void AddCaseLine(const Element& parent, const model::CaseEntry& entry,
                 const ArticleContext& context) {
  AddLine(AddArticle(parent, entry, context).Add("p", "line"), entry, context);
}

}  // namespace shakedown::report::html
