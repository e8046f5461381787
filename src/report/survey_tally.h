// What the reports of a survey have in common: one short entry for each target, and the targets
// that failed for the same cause together.
#pragma once

#include <string>
#include <vector>

#include "run/survey.h"

namespace shakedown::report {

/// One target in short. All text is printable.
struct SurveyEntry {
  std::string name;
  run::Verdict verdict = run::Verdict::kSkipped;
  std::string cause;    ///< id of the catalogue, "error.usage"; empty: accepted or not reached
  std::string summary;  ///< of that cause, or the error
  std::string line;     ///< "certificate.expired (certain): ...", "required-tls: ..."
};
SurveyEntry EntryOf(const run::SurveyResult& result);

/// "accepted", "refused", "no-verdict", "not-reached": how a target ended, for reports.
const char* SurveyWord(run::Verdict verdict);

/// Targets that were not accepted for one cause.
struct CauseGroup {
  std::string cause;
  std::string summary;          ///< of the first target
  bool same_summary = true;     ///< of all
  std::vector<size_t> targets;  ///< positions, ascending
};
/// The causes of all entries, the most frequent first; equally frequent ones by id.
std::vector<CauseGroup> GroupCauses(const std::vector<SurveyEntry>& entries);

}  // namespace shakedown::report
