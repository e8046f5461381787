#include "report/scorecard.h"

#include <algorithm>

#include "core/text.h"
#include "report/layout.h"

namespace shakedown::report {
namespace {

void CountEntry(const model::CaseEntry& entry, run::Counts* counts) {
  switch (entry.verdict) {
    case model::CaseVerdict::kPassed: ++counts->passed; break;
    case model::CaseVerdict::kFailed: ++counts->failed; break;
    case model::CaseVerdict::kError: ++counts->errors; break;
    case model::CaseVerdict::kSkipped: ++counts->skipped; break;
  }
  counts->flaky += entry.flaky ? 1 : 0;
  counts->known_failures += entry.known_failure ? 1 : 0;
  counts->inconclusive += entry.inconclusive ? 1 : 0;
  counts->notes += static_cast<int>(entry.notes);
}

std::string Number(int count) { return count == 0 ? std::string() : std::to_string(count); }

std::string Padded(const std::string& text, size_t width, bool to_the_right) {
  const std::string blanks(width - std::min(width, Characters(text)), ' ');
  return to_the_right ? blanks + text : text + blanks;
}

}  // namespace

run::Counts& CountsOf(const std::string& suite, std::vector<ScoreRow>* rows) {
  const auto found = std::find_if(rows->begin(), rows->end(),
                                  [&suite](const ScoreRow& row) { return row.suite == suite; });
  if (found != rows->end()) return found->counts;
  return rows->emplace_back(ScoreRow{suite, {}}).counts;
}

std::vector<ScoreRow> ScorecardOf(const model::RunReport& report) {
  std::vector<ScoreRow> rows;
  for (const model::SuiteHead& suite : report.suites()) rows.push_back({suite.name, {}});
  for (const model::CaseEntry& entry : report.entries()) {
    if (entry.suite < rows.size()) CountEntry(entry, &rows[entry.suite].counts);
  }
  return rows;
}

bool WorthShowing(const std::vector<ScoreRow>& rows) {
  return rows.size() > 1 || std::any_of(rows.begin(), rows.end(), [](const ScoreRow& row) {
           return row.counts.notes > 0 || row.counts.inconclusive > 0;
         });
}

std::vector<std::string> ScoreColumns() {
  return {"Suite", "Passed", "Known", "Failed", "Inconclusive", "Errors", "Skipped", "Notes"};
}

std::vector<std::string> ScoreCells(const ScoreRow& row) {
  const run::Counts& counts = row.counts;
  return {row.suite,
          std::to_string(counts.passed - counts.known_failures),
          Number(counts.known_failures),
          Number(counts.failed),
          Number(counts.inconclusive),
          Number(counts.errors - counts.inconclusive),
          Number(counts.skipped),
          Number(counts.notes)};
}

void WriteScorecard(const std::vector<ScoreRow>& rows, JsonWriter& json) {
  json.Key("scorecard").BeginArray();
  for (const ScoreRow& row : rows) {
    const run::Counts& counts = row.counts;
    json.BeginObject().Field("suite", row.suite);
    json.Key("passed").Integer(counts.passed).Key("failed").Integer(counts.failed);
    json.Key("errors").Integer(counts.errors).Key("inconclusive").Integer(counts.inconclusive);
    json.Key("skipped").Integer(counts.skipped);
    json.Key("known_failures").Integer(counts.known_failures);
    json.Key("notes").Integer(counts.notes).EndObject();
  }
  json.EndArray();
}

std::string ScorecardText(const std::vector<ScoreRow>& rows) {
  std::vector<std::vector<std::string>> lines = {ScoreColumns()};
  for (const ScoreRow& row : rows) lines.push_back(ScoreCells(row));
  std::string text;
  for (const std::vector<std::string>& line : lines) {
    std::string out = " ";
    for (size_t i = 0; i < line.size(); ++i) {
      size_t width = 0;
      bool used = i < 2;
      for (size_t n = 0; n < lines.size(); ++n) {
        width = std::max(width, Characters(lines[n][i]));
        used = used || (n > 0 && !lines[n][i].empty());
      }
      // A column without a number tells nothing.
      if (used) out += ' ' + Padded(line[i], width, i > 0);
    }
    while (out.ends_with(' ')) out.pop_back();
    text += out + '\n';
  }
  return text;
}

}  // namespace shakedown::report
