// The parts of a run report read from JSON text.
#pragma once

#include <string_view>

#include "core/result.h"
#include "report/model/run_record.h"

namespace shakedown::report::model {

/// One case of a report. kFormat with the path to what is wrong.
Result<Case> ReadCase(std::string_view json);
/// The fields of a run report besides its suites. kFormat, also for another schema.
Result<RunHead> ReadHead(std::string_view json);
/// The fields of a suite besides its cases. kFormat.
Result<SuiteHead> ReadSuite(std::string_view json);

}  // namespace shakedown::report::model
