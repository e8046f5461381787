// Runs the investigations of several targets and writes their reports. What `explain` does with
// more than one target.
#pragma once

#include <string>
#include <vector>

#include "cli/explain_options.h"
#include "run/survey.h"

namespace shakedown::cli {

/// Returns an ExitCode: the worst of all targets. If they are the addresses of one host, `pool_of`
/// is its name, and they are compared.
int ExplainSurvey(const std::vector<run::SurveyTarget>& targets, const std::string& pool_of,
                  int jobs, const ExplainOutput& output);

/// The JUnit document of one target that was investigated already.
std::string JunitOfOne(const run::SurveyTarget& target, const run::SurveyResult& result,
                       const report::JunitOptions& options);

}  // namespace shakedown::cli
