// Watched or captured connections (schema shakedown.flows/1) read back as a run whose cases are the
// connections, so that pages show both in one manner.
#pragma once

#include <string_view>

#include "core/result.h"
#include "report/model/run_record.h"

namespace shakedown::report::model {

/// The fields besides the connections. kFormat.
Result<RunHead> ReadFlowsHead(std::string_view json);
/// One connection: accepted is passed, refused failed, without a verdict an error. kFormat.
Result<Case> ReadFlow(std::string_view json);

}  // namespace shakedown::report::model
