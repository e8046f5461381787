// JUnit documents from cases that are rendered already: of a report that was read back, or of a
// comparison.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/result.h"
#include "report/junit_case.h"
#include "report/model/run_report.h"

namespace shakedown::report {

struct JunitSuite {
  std::string name;
  std::string started{};  ///< "2026-11-20T10:15:30Z"; empty: now
  std::vector<std::pair<std::string, std::string>> properties{};
  std::vector<JunitCase> cases{};
};

/// The whole document. Without any case it has one that says so, since readers refuse empty files.
std::string JunitDocument(const std::vector<JunitSuite>& suites, Milliseconds time,
                          const JunitOptions& options);

/// A run that was read back, in the form that the run itself would have written. kFileRead,
/// kFormat.
Result<std::string> RunJunit(const model::RunReport& report, const JunitOptions& options);

}  // namespace shakedown::report
