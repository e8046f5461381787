// What changed between two runs: verdicts, causes, and what the server asks for.
#pragma once

#include <string>
#include <vector>

#include "core/result.h"
#include "report/junit.h"
#include "report/model/run_report.h"

namespace shakedown::report {

enum class Change {
  kNone,
  kWorse,     ///< the verdict got worse
  kVanished,  ///< the case is not in the new run, or was skipped in it
  kRequest,   ///< the server asks for less: a CA name, an algorithm or the request is gone
  kOther,     ///< something else differs: another cause, more is asked for
  kBetter,    ///< the verdict got better
  kNew,       ///< the case was not in the old run
};
/// "worse", "vanished", "asks for less", "changed", "better", "new"; empty for kNone.
const char* ToString(Change change);
/// Whether a gate that keeps a baseline shuts for it.
bool IsRegression(Change change);

/// One case of either run.
struct CaseComparison {
  std::string id, suite;
  Change change = Change::kNone;
  std::string before{}, after{};  ///< "passed", "failed: certificate.expired"; empty: not there
  std::vector<std::string> details{};  ///< "CA name vanished: CN=Old Root"
};

/// All cases in the order of the new run, then those that are only in the old one. kFileRead,
/// kFormat.
Result<std::vector<CaseComparison>> Compare(const model::RunReport& before,
                                            const model::RunReport& after);

/// The differences as text for people, a count of each kind at the end.
std::string ComparisonText(const std::vector<CaseComparison>& cases);
/// The comparison as JUnit: a case for each, failed for a regression, with `any` for every change.
std::string ComparisonJunit(const std::vector<CaseComparison>& cases, bool any,
                            const JunitOptions& options);

}  // namespace shakedown::report
