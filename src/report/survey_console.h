// What people see of a survey: one line per target in the order of the list, the causes with how
// often each was met, and a summary.
#pragma once

#include <memory>

#include "report/console.h"
#include "run/survey.h"

namespace shakedown::report {

/// The addresses of one name are compared too, before the summary.
/// Writes results to standard output and progress to standard error. Verbosity: -1 leaves out
/// accepted targets, -2 everything; 1 adds the first screen of the explanation of each target that
/// was not accepted.
std::unique_ptr<run::SurveyReporter> MakeSurveyConsole(ConsoleOptions options);

}  // namespace shakedown::report
