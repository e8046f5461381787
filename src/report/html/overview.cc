#include "report/html/overview.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "diagnosis/cause.h"
#include "report/html/diagnosis_sections.h"
#include "report/html/pool_table.h"
#include "report/status_line.h"

namespace shakedown::report::html {
namespace {

using model::CaseEntry;
using model::CaseVerdict;

constexpr size_t kLinksShown = 8;
constexpr size_t kLinksFolded = 200;

bool IsTrouble(const CaseEntry& entry) {
  return entry.verdict == CaseVerdict::kFailed || entry.verdict == CaseVerdict::kError;
}

template <typename Belongs>
std::vector<CauseGroup> Group(const std::vector<CaseEntry>& entries, Belongs belongs) {
  std::map<std::string, std::vector<size_t>> by_cause;
  for (size_t i = 0; i < entries.size(); ++i) {
    if (belongs(entries[i])) by_cause[entries[i].cause].push_back(i);
  }
  std::vector<CauseGroup> groups;
  for (auto& [cause, cases] : by_cause) groups.push_back({cause, std::move(cases)});
  std::stable_sort(groups.begin(), groups.end(), [](const CauseGroup& a, const CauseGroup& b) {
    return a.cases.size() > b.cases.size();
  });
  return groups;
}

void AddLinks(const Element& parent, const CauseGroup& group, const model::RunReport& report,
              const Anchors& anchors) {
  const model::Subject subject = report.head().subject;
  Element list = parent.Add("ul", "links");
  for (size_t n = 0; n < std::min(group.cases.size(), kLinksFolded); ++n) {
    if (n == kLinksShown) {
      const Element fold = parent.Add("details");
      fold.Add("summary", "", CountOf(group.cases.size() - n, subject, "more"));
      list = fold.Add("ul", "links");
    }
    const size_t index = group.cases[n];
    const CaseEntry& entry = report.entries()[index];
    const VerdictWord word = WordOf(entry);
    const Element item = list.Add("li");
    item.Add("span", (std::string("verdict ") + word.css_class).c_str(), word.word);
    item.Text(" ").Add("a").Set("href", "#" + anchors.of(index)).Add("bdi", "", entry.id);
  }
  if (group.cases.size() > kLinksFolded) {
    parent.Add("p", "note",
               CountOf(group.cases.size() - kLinksFolded, subject, "more") + " in the list below");
  }
}

/// The summary that all cases of a group share, or the first as an example.
std::string SummaryOf(const CauseGroup& group, const model::RunReport& report) {
  const CaseEntry& first = report.entries()[group.cases.front()];
  const std::string& own = first.summary.empty() ? first.message : first.summary;
  const bool same = std::all_of(group.cases.begin(), group.cases.end(), [&](size_t index) {
    return report.entries()[index].summary == first.summary;
  });
  const bool tells_all = group.cases.size() == 1 || (same && !first.summary.empty());
  return tells_all ? own : "for example: " + own;
}

void AddGroup(const Element& parent, const CauseGroup& group, const model::RunReport& report,
              const Anchors& anchors) {
  const CaseEntry& first = report.entries()[group.cases.front()];
  const diagnosis::CauseInfo* info = diagnosis::FindCause(group.cause);
  const Element card = parent.Add("section", "group");
  const Element title = card.Add("h3");
  title.Add("code", "", group.cause.empty() ? "no cause named" : group.cause);
  title.Text(" ")
      .Add("a", "count", CountOf(group.cases.size(), report.head().subject))
      .Set("href", group.cause.empty() ? "#cases" : "#?c:" + group.cause);
  if (info != nullptr && info->summary != first.summary) {
    card.Add("p", "meaning", info->summary);
  }
  card.AddForeign("p", "summary", SummaryOf(group, report));
  const Element list = card.Add("dl");
  AddRow(list, "Fix", first.fix);
  AddRow(list, "Who", WhoOf(first.fault));
  if (info != nullptr) {
    const Element fold = card.Add("details");
    fold.Add("summary", "", "What this cause means");
    fold.Add("p", "", info->meaning);
    fold.Add("p", "note", "Settled by: " + std::string(info->settled_by));
  }
  AddLinks(card, group, report, anchors);
}

/// Open where nothing broke: then this is what a reader wants to know.
void AddExpected(const Element& parent, const model::RunReport& report, const Anchors& anchors,
                 bool open) {
  const std::vector<CauseGroup> groups = GroupExpected(report.entries());
  if (groups.empty()) return;
  const Element fold = parent.Add("details", "expected");
  fold.Flag("open", open);
  fold.Add("summary", "", "Refusals that were expected, by cause");
  const Element table = fold.Add("div", "scroll").Add("table");
  const Element head = table.Add("thead").Add("tr");
  for (const char* name : {"Cause", "Cases", "First"}) head.Add("th", "", name).Set("scope", "col");
  const Element body = table.Add("tbody");
  for (const CauseGroup& group : groups) {
    const Element row = body.Add("tr");
    row.Add("td").Add("a").Set("href", "#?c:" + group.cause).Add("code", "", group.cause);
    row.Add("td", "number", std::to_string(group.cases.size()));
    const size_t first = group.cases.front();
    row.Add("td")
        .Add("a")
        .Set("href", "#" + anchors.of(first))
        .Add("bdi", "", report.entries()[first].id);
  }
}

const char* LabelOf(model::Subject subject) {
  return subject == model::Subject::kConnections ? "Connections by outcome" : "Targets by outcome";
}

std::string StopText(const model::RunHead& head) {
  if (head.stop == "fail-fast") return "stopped after the first failures";
  const bool early = head.stop == "interrupted" || head.stop == "terminated";
  const char* whom = head.subject == model::Subject::kCases ? "cases were reached" : "were tried";
  if (head.subject == model::Subject::kConnections) return head.stop;
  return early ? fmt::format("{}: not all {}", head.stop, whom) : std::string();
}

}  // namespace

std::vector<CauseGroup> GroupFailures(const std::vector<CaseEntry>& entries) {
  return Group(entries, IsTrouble);
}

std::vector<CauseGroup> GroupExpected(const std::vector<CaseEntry>& entries) {
  return Group(entries, [](const CaseEntry& entry) {
    return !IsTrouble(entry) && !entry.cause.empty() && entry.cause != "accepted";
  });
}

std::string Headline(const model::Counts& counts, model::Subject subject) {
  const uint64_t total = counts.total();
  const bool run = subject == model::Subject::kCases;
  const std::string all = CountOf(total, subject);
  if (total == 0) return run ? "No case was run" : "Nothing was tried";
  const char* good = run ? "passed" : "accepted";
  const char* bad = run ? "failed" : "refused";
  if (counts.failed == 0 && counts.errors == 0) {
    if (counts.passed == total) return fmt::format("All {} {}", all, good);
    return fmt::format("{} of {} {}, none {}", counts.passed, all, good, bad);
  }
  std::string text = fmt::format("{} of {} {}", counts.failed, all, bad);
  if (counts.failed == 0) text = fmt::format("{} of {}", counts.errors, all);
  if (counts.errors == 0) return text;
  if (counts.failed > 0) text += fmt::format(", {}", counts.errors);
  return text + " had no verdict";
}

void AddHeader(const Element& body, const model::RunReport& report) {
  const model::RunHead& head = report.head();
  const model::Counts counts = report.counts();
  const bool bad = counts.failed > 0 || counts.errors > 0 || counts.total() == 0;
  const Element header = body.Add("header", bad ? "bad" : "good");
  header.Add("p", "tool", "Shakedown: TLS client-certificate handshakes");
  header.Add("h1", "", Headline(counts, head.subject));
  const Element list = header.Add("dl", "run");
  if (head.pool) AddRow(list, "Host", head.pool->host);
  AddRow(list, "Target", head.target_url);
  AddRow(list, "Address", head.target_address);
  AddRow(list, "Through", head.via);
  AddRow(list, "Started", head.started);
  const auto limit = static_cast<uint64_t>(1) << 40;
  if (head.subject != model::Subject::kConnections) {
    AddRow(list, "Took",
           ShortDuration(Milliseconds(static_cast<int64_t>(std::min(head.duration_ms, limit)))));
  }
  AddRow(list, "Ended", StopText(head));
  AddRow(list, "Shard", head.shard);
  AddRow(list, "Shakedown", head.version);
  AddRow(list, "TLS library", head.tls_library);
  if (head.subject == model::Subject::kCases) AddRow(list, "Seed", std::to_string(head.seed));
}

void AddCauses(const Element& body, const model::RunReport& report, const Anchors& anchors) {
  const std::vector<CauseGroup> groups = GroupFailures(report.entries());
  const Element section = body.Add("section", "causes");
  if (!groups.empty()) {
    section.Add("h2", "", "What broke, and why");
    const Element cards = section.Add("div", "groups");
    for (const CauseGroup& group : groups) AddGroup(cards, group, report, anchors);
  }
  AddExpected(section, report, anchors, groups.empty());
  if (report.head().pool) AddPool(section, report, anchors);
}

void AddFilter(const Element& body, const model::Counts& counts, model::Subject subject) {
  const bool run = subject == model::Subject::kCases;
  const Element nav = body.Add("nav", "filter");
  nav.Set("aria-label", run ? "Cases by verdict" : LabelOf(subject));
  const auto add = [&nav](const char* css_class, const char* name, uint64_t count) {
    if (count == 0) return;
    const Element chip = nav.Add("a", (std::string("chip ") + css_class).c_str());
    chip.Set("href", std::string("#?s:") + css_class).Set("data-s", css_class);
    chip.Text(name).Text(" ").Add("b", "", std::to_string(count));
    nav.Text(" ");
  };
  add("failed", run ? "Failed" : "Refused", counts.failed);
  add("error", "No verdict", counts.errors);
  add("flaky", "Flaky", counts.flaky);
  add("known", "Known failures", counts.known_failures);
  add("skipped", run ? "Skipped" : "Not tried", counts.skipped);
  const uint64_t plain = counts.flaky + counts.known_failures;
  add("passed", run ? "Passed" : "Accepted", counts.passed - std::min(plain, counts.passed));
  // Also without a style nobody sees a field that does nothing.
  const Element label = nav.Add("label", "search script-only").Flag("hidden");
  label.Text("Filter ");
  label.Add("input")
      .Set("id", "filter")
      .Set("type", "search")
      .Set("placeholder", run ? "text, s:failed, c:certificate.expired"
                              : "text, s:refused, c:certificate.expired");
  nav.Add("span", "script-only").Flag("hidden").Set("id", "shown").Set("role", "status");
}

}  // namespace shakedown::report::html
