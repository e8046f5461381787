// The Test Anything Protocol, version 14: one line for each case, with details as YAML.
#pragma once

#include <string>

#include "report/model/run_report.h"

namespace shakedown::report {

/// The document of a run. A known failure is TODO, a skipped case SKIP; flaky cases are ok.
std::string TapDocument(const model::RunReport& report);

}  // namespace shakedown::report
