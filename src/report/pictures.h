// Ladders and certificate chains as files of their own, for CI systems that show attachments of
// cases.
#pragma once

#include <string>
#include <vector>

#include "core/result.h"
#include "report/model/run_report.h"

namespace shakedown::report {

/// The file name of a picture of a case, made of its id only: "ladder" or "chain".
std::string PictureName(const std::string& case_id, const std::string& what);

/// Writes the pictures of all cases that did not pass into `folder`, which is made if it is
/// missing. kFileWrite; kFileRead, kFormat.
Result<void> WritePictures(const model::RunReport& report, const std::string& folder);

}  // namespace shakedown::report
