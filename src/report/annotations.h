// Lines that CI systems act upon when they stand in a job's log: annotations of GitHub, folded
// sections of GitLab.
#pragma once

#include <string>

#include "report/model/run_report.h"

namespace shakedown::report {

/// GitHub's workflow commands for what did not pass: nine errors at most and one that counts the
/// rest, since GitHub keeps ten of a step. Empty if all passed.
std::string GithubAnnotations(const model::RunReport& report);

/// A folded section of GitLab's job log for each suite with what did not pass in it; `now` is the
/// time that sections begin and end with, in seconds. Empty if all passed.
std::string GitlabSections(const model::RunReport& report, int64_t now);

}  // namespace shakedown::report
