// A survey (schema shakedown.survey/1) read back as a run whose cases are the targets, so that
// pages show both in one manner.
#pragma once

#include <string_view>

#include "core/result.h"
#include "report/model/run_record.h"

namespace shakedown::report::model {

/// The fields besides the targets. kFormat.
Result<RunHead> ReadSurveyHead(std::string_view json);
/// One target: accepted is passed, refused failed, without a verdict an error, not reached skipped.
/// kFormat.
Result<Case> ReadSurveyTarget(std::string_view json);

}  // namespace shakedown::report::model
