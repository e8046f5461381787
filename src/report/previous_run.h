// Reads back what a run left behind.
#pragma once

#include <string>
#include <vector>

#include "core/result.h"

namespace shakedown::report {

/// The ids of the cases that failed or had no verdict in the JSON report `path`. kFileRead, or
/// kFormat if it is not a run report of ours.
Result<std::vector<std::string>> UnsuccessfulCases(const std::string& path);

}  // namespace shakedown::report
