// Diagnoses read from JSON text. What is missing stays unknown, what is unknown is ignored, what
// has the wrong shape is an error that says where.
#pragma once

#include <string_view>

#include "core/result.h"
#include "report/model/diagnosis_record.h"
#include "report/model/json_place.h"

namespace shakedown::report::model {

/// A document of schema shakedown.diagnosis/1, as `explain --json` prints it. kFormat.
Result<Diagnosis> ReadDiagnosis(std::string_view json);

/// A diagnosis inside another document; problems go to the place's list.
Diagnosis DiagnosisAt(const JsonPlace& place);

/// `text` as JSON, for readers of parts of a report. kFormat with line and column.
Result<nlohmann::json> ParseJson(std::string_view text);

}  // namespace shakedown::report::model
