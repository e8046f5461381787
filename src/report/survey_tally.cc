#include "report/survey_tally.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "core/text.h"

namespace shakedown::report {

using run::Verdict;

namespace {

/// What stands behind the word that says how it ended.
std::string LineOf(const run::Investigation& found) {
  const diagnosis::Diagnosis& diagnosis = found.diagnosis;
  const diagnosis::Finding& cause = diagnosis.cause;
  std::string line;
  if (diagnosis.outcome == diagnosis::Outcome::kAccepted) {
    line = diagnosis::ToString(diagnosis.enforcement);
  } else if (!cause.id.empty()) {
    line = fmt::format("{} ({})", Printable(cause.id), diagnosis::ToString(cause.certainty));
  }
  if (cause.summary.empty()) return line;
  return line.empty() ? Printable(cause.summary) : line + ": " + Printable(cause.summary);
}

}  // namespace

SurveyEntry EntryOf(const run::SurveyResult& result) {
  SurveyEntry entry;
  if (result.target != nullptr) entry.name = Printable(result.target->name);
  entry.verdict = result.verdict();
  if (result.error) {
    entry.cause = fmt::format("error.{}", ToString(result.error->code()));
    entry.summary = Printable(result.error->Line());
    entry.line = fmt::format("{}: {}", entry.cause, entry.summary);
  } else if (result.found) {
    const diagnosis::Finding& cause = result.found->diagnosis.cause;
    if (entry.verdict != Verdict::kPassed) entry.cause = Printable(cause.id);
    entry.summary = Printable(cause.summary);
    entry.line = LineOf(*result.found);
  } else {
    entry.line = "the survey ended before this target";
  }
  return entry;
}

const char* SurveyWord(Verdict verdict) {
  switch (verdict) {
    case Verdict::kPassed: return "accepted";
    case Verdict::kFailed: return "refused";
    case Verdict::kError: return "no-verdict";
    case Verdict::kSkipped: return "not-reached";
  }
  return "not-reached";
}

std::vector<CauseGroup> GroupCauses(const std::vector<SurveyEntry>& entries) {
  std::map<std::string, CauseGroup> by_cause;
  for (size_t i = 0; i < entries.size(); ++i) {
    if (entries[i].cause.empty()) continue;
    CauseGroup& group = by_cause[entries[i].cause];
    if (group.targets.empty()) {
      group.cause = entries[i].cause;
      group.summary = entries[i].summary;
    }
    group.same_summary = group.same_summary && group.summary == entries[i].summary;
    group.targets.push_back(i);
  }
  std::vector<CauseGroup> groups;
  for (auto& [cause, group] : by_cause) groups.push_back(std::move(group));
  std::stable_sort(groups.begin(), groups.end(), [](const CauseGroup& a, const CauseGroup& b) {
    return a.targets.size() > b.targets.size();
  });
  return groups;
}

}  // namespace shakedown::report
