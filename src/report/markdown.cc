#include "report/markdown.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.h"
#include "report/html/overview.h"
#include "report/html/pool_table.h"
#include "report/html/words.h"
#include "report/scorecard.h"

namespace shakedown::report {
namespace {

using model::CaseEntry;

constexpr size_t kRowsShown = 200;
constexpr size_t kLadderWidth = 90;
constexpr size_t kCellCharacters = 200;
/// Room that is kept for the line that says what was left out.
constexpr size_t kReserve = 512;

std::string Cell(std::string_view text) { return MarkdownText(ElideEnd(text, kCellCharacters)); }

std::string Strong(std::string_view text) { return "**" + MarkdownText(text) + "**"; }

void AddList(std::string* out, std::string_view title, const std::vector<std::string>& items) {
  if (items.empty()) return;
  *out += fmt::format("\n{}\n\n", Strong(title));
  for (const std::string& item : items) *out += "- " + MarkdownText(item) + '\n';
}

void AddCause(std::string* out, const model::Diagnosis& diagnosis) {
  if (!diagnosis.cause) return;
  const model::Finding& cause = *diagnosis.cause;
  *out += fmt::format("\n{}: {} ({})\n", Strong("Cause"), MarkdownText(cause.summary),
                      MarkdownText(cause.id + ", " + cause.certainty));
  if (!cause.explanation.empty()) *out += '\n' + MarkdownText(cause.explanation) + '\n';
  if (!diagnosis.contrast.empty()) {
    *out += "\n| | |\n|---|---|\n";
    for (const auto& [label, value] : diagnosis.contrast) {
      *out += fmt::format("| {} | {} |\n", Cell(label), Cell(value));
    }
  }
  AddList(out, "Fix", cause.fixes);
  if (const std::string who = html::WhoOf(cause.fault); !who.empty()) {
    *out += fmt::format("\n{}: {}\n", Strong("Who"), MarkdownText(who));
  }
  std::vector<std::string> evidence;
  for (const model::Evidence& item : cause.evidence) evidence.push_back(item.text);
  AddList(out, "Evidence", evidence);
  std::vector<std::string> others;
  for (const model::Finding& finding : diagnosis.alternatives) {
    others.push_back(finding.id + " (" + finding.certainty + "): " + finding.summary);
  }
  AddList(out, "Or", others);
}

void AddLadder(std::string* out, const model::Diagnosis& diagnosis) {
  const model::Handshake* handshake = diagnosis.explained();
  if (handshake == nullptr || handshake->ladder.empty()) return;
  std::string text;
  for (const std::string& line : LadderLines(handshake->ladder, kLadderWidth)) text += line + '\n';
  *out += fmt::format("\n{}\n\n{}", Strong("Handshake"), MarkdownCode(text));
}

std::string CaseSection(const CaseEntry& entry, const model::Case& test) {
  const html::VerdictWord word = html::WordOf(entry);
  std::string out =
      fmt::format("\n<details>\n<summary>{} {}</summary>\n\n", word.word, MarkdownText(entry.id));
  if (!test.title.empty()) out += MarkdownText(test.title) + "\n\n";
  const model::Execution* shown = test.shown();
  if (shown != nullptr && !shown->message.empty()) out += Strong(shown->message) + '\n';
  if (shown != nullptr) {
    std::vector<std::string> troubles;
    for (const model::Trouble& trouble : shown->errors) {
      troubles.push_back(trouble.message + (trouble.hint.empty() ? "" : "; " + trouble.hint));
    }
    AddList(&out, "Error", troubles);
  }
  if (const model::Diagnosis* diagnosis = test.diagnosis()) {
    AddCause(&out, *diagnosis);
    AddLadder(&out, *diagnosis);
  }
  if (!test.reproduce.empty()) {
    out += fmt::format("\n{}\n\n{}", Strong("Reproduce"), MarkdownCode(test.reproduce + "\n"));
  }
  return out + "\n</details>\n";
}

std::string Head(const model::RunReport& report) {
  const model::RunHead& head = report.head();
  const model::Counts counts = report.counts();
  std::string out = fmt::format("## {}\n\n", html::Headline(counts, head.subject));
  if (head.subject != model::Subject::kCases) {
    out += "| Accepted | Refused | No verdict | Not tried |\n|---:|---:|---:|---:|\n";
    return out + fmt::format("| {} | {} | {} | {} |\n", counts.passed, counts.failed, counts.errors,
                             counts.skipped);
  }
  out +=
      "| Target | Passed | Failed | No verdict | Skipped | Flaky "
      "|\n|---|---:|---:|---:|---:|---:|\n";
  out += fmt::format("| {} | {} | {} | {} | {} | {} |\n", Cell(head.target_url), counts.passed,
                     counts.failed, counts.errors, counts.skipped, counts.flaky);
  return out;
}

/// What the addresses of one name answer differently.
std::string PoolSection(const model::RunReport& report) {
  if (!report.head().pool) return {};
  const model::Pool& pool = *report.head().pool;
  std::string out = fmt::format("\n### {}\n\n{}\n", MarkdownText(pool.host),
                                MarkdownText(html::PoolLine(pool, report.entries().size())));
  if (pool.differences.empty()) return out;
  out += "\n| What differs | Answer | Addresses |\n|---|---|---|\n";
  for (const model::PoolDifference& difference : pool.differences) {
    for (const model::PoolAnswer& answer : difference.answers) {
      std::vector<std::string> names;
      for (const uint64_t position : answer.targets) {
        if (position < report.entries().size()) names.push_back(report.entries()[position].id);
      }
      out += fmt::format("| {} | {} | {} |\n", Cell(html::PoolAspect(difference.what)),
                         Cell(answer.text), Cell(Joined(names, ", ")));
    }
  }
  return out;
}

std::string Causes(const model::RunReport& report) {
  const auto groups = html::GroupFailures(report.entries());
  if (groups.empty()) return {};
  std::string out =
      "\n### What broke, and why\n\n| Cases | Cause | In short | Fix |\n|---:|---|---|---|\n";
  for (const html::CauseGroup& group : groups) {
    const CaseEntry& first = report.entries()[group.cases.front()];
    out +=
        fmt::format("| {} | {} | {} | {} |\n", group.cases.size(),
                    group.cause.empty() ? "none named" : Cell(group.cause),
                    Cell(first.summary.empty() ? first.message : first.summary), Cell(first.fix));
  }
  return out;
}

/// How each suite came off; nothing where the sum tells it all.
std::string Scorecard(const model::RunReport& report) {
  const std::vector<ScoreRow> rows = ScorecardOf(report);
  if (!WorthShowing(rows)) return {};
  const auto line = [](const std::vector<std::string>& cells) {
    std::string out = "| " + Cell(cells.front()) + " |";
    for (size_t i = 1; i < cells.size(); ++i) out += ' ' + cells[i] + " |";
    return out + '\n';
  };
  const std::vector<std::string> columns = ScoreColumns();
  std::string out = "\n### Scorecard\n\n" + line(columns) + "|---|";
  for (size_t i = 1; i < columns.size(); ++i) out += "--:|";
  out += '\n';
  for (const ScoreRow& row : rows) out += line(ScoreCells(row));
  return out;
}

/// What was noted besides, in the order of the report.
Result<std::string> NoteList(const model::RunReport& report) {
  std::string out;
  size_t told = 0;
  for (size_t i = 0; i < report.entries().size(); ++i) {
    if (report.entries()[i].notes == 0) continue;
    const auto test = report.Read(i);
    if (!test) return test.error();
    for (const model::Note& note : test->notes) {
      if (++told > kRowsShown) continue;
      out += fmt::format("| {} | {} | {} |\n", Cell(note.grade), Cell(test->id), Cell(note.text));
    }
  }
  if (out.empty()) return out;
  if (told > kRowsShown) out += fmt::format("\nand {} more\n", told - kRowsShown);
  return "\n### Notes\n\nThey fail nothing.\n\n| Grade | Case | Note |\n|---|---|---|\n" + out;
}

/// Troubled cases in the order of the report, failures first.
std::vector<size_t> Troubled(const model::RunReport& report) {
  std::vector<size_t> cases;
  for (const auto verdict : {model::CaseVerdict::kFailed, model::CaseVerdict::kError}) {
    for (size_t i = 0; i < report.entries().size(); ++i) {
      if (report.entries()[i].verdict == verdict) cases.push_back(i);
    }
  }
  return cases;
}

const char* TableHead(model::Subject subject) {
  if (subject == model::Subject::kCases) {
    return "\n### Cases\n\n| Verdict | Case | Message |\n|---|---|---|\n";
  }
  if (subject == model::Subject::kConnections) {
    return "\n### Connections\n\n| Outcome | Connection | Why |\n|---|---|---|\n";
  }
  return "\n### Targets\n\n| Outcome | Target | Why |\n|---|---|---|\n";
}

std::string Table(const model::RunReport& report, const std::vector<size_t>& cases) {
  if (cases.empty()) return {};
  std::string out = TableHead(report.head().subject);
  for (size_t i = 0; i < std::min(cases.size(), kRowsShown); ++i) {
    const CaseEntry& entry = report.entries()[cases[i]];
    const html::VerdictWord word = html::WordOf(entry);
    out += fmt::format("| {} | {} | {} |\n", word.word, Cell(entry.id), Cell(entry.message));
  }
  if (cases.size() > kRowsShown) {
    out += fmt::format("\nand {}\n",
                       html::CountOf(cases.size() - kRowsShown, report.head().subject, "more"));
  }
  return out;
}

}  // namespace

std::string MarkdownText(std::string_view text) {
  constexpr std::string_view kSpecial = "\\`*_[]<>&|#@!~$\"{}";
  std::string out;
  out.reserve(text.size() + 16);
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool scheme = c == ':' && text.substr(i).starts_with("://");
    const bool site = c == '.' && i >= 3 && ToLowerAscii(text.substr(i - 3, 3)) == "www";
    // A list, a heading or a rule begins with these.
    const bool leads = i == 0 && (c == '-' || c == '+' || c == '=' || (c >= '0' && c <= '9'));
    if (c == '\n') {
      out += ' ';
    } else if (scheme || site || leads || kSpecial.find(c) != std::string_view::npos) {
      out += fmt::format("&#{};", static_cast<int>(c));
    } else {
      out += c;
    }
  }
  return out;
}

std::string MarkdownCode(std::string_view text) {
  size_t longest = 0, run = 0;
  for (const char c : text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  const std::string fence(std::max<size_t>(3, longest + 1), '`');
  return fence + "text\n" + std::string(text) + (text.ends_with('\n') ? "" : "\n") + fence + '\n';
}

Result<std::string> RunMarkdown(const model::RunReport& report, const MarkdownOptions& options) {
  const model::Subject subject = report.head().subject;
  const std::vector<size_t> cases = Troubled(report);
  std::string out = Head(report);
  const Result<std::string> notes = NoteList(report);
  if (!notes) return notes.error();
  for (const std::string& part :
       {Scorecard(report), Causes(report), PoolSection(report), Table(report, cases), *notes}) {
    if (out.size() + part.size() + kReserve <= options.limit) out += part;
  }
  size_t told = 0;
  for (const size_t index : cases) {
    const auto test = report.Read(index);
    if (!test) return test.error();
    const std::string section = CaseSection(report.entries()[index], *test);
    if (out.size() + section.size() + kReserve > options.limit) break;
    out += section;
    ++told;
  }
  if (told < cases.size()) {
    out += fmt::format("\n{} left out here: the JSON and HTML reports have them.\n",
                       html::CountOf(cases.size() - told, subject));
  }
  return out;
}

std::string DiagnosisMarkdown(const model::Diagnosis& diagnosis) {
  std::string out = fmt::format("## {}", html::WordOfOutcome(diagnosis.outcome).word);
  if (diagnosis.target) out += ' ' + MarkdownText(diagnosis.target->url);
  out += "\n\n" + MarkdownText(diagnosis.observed);
  if (!diagnosis.stage.empty()) out += ", " + MarkdownText(diagnosis.stage);
  out += '\n';
  AddCause(&out, diagnosis);
  AddLadder(&out, diagnosis);
  std::vector<std::string> probes;
  for (const model::Probe& probe : diagnosis.probes) {
    probes.push_back(probe.question + ' ' + probe.answer);
  }
  AddList(&out, "Follow-up handshakes", probes);
  AddList(&out, "What would tell more", diagnosis.next_steps);
  return out;
}

}  // namespace shakedown::report
