// One run out of the shards of it.
#pragma once

#include <string>
#include <vector>

#include "core/result.h"
#include "report/model/run_report.h"

namespace shakedown::report {

/// Unites shards: every id once, no shard missing, in the order that the undivided run would have.
/// kUsage if a case stands in two of them, a shard is missing or they are not shards of one run;
/// `names` are those of the files, for errors. kFileRead, kFormat.
Result<model::RunReport> Merge(std::vector<model::RunReport> shards,
                               const std::vector<std::string>& names);

/// Writes `report` as JSON, schema shakedown.run/1, its cases as they are. kFileWrite, kFileRead.
Result<void> WriteRunJson(const model::RunReport& report, const std::string& path);

}  // namespace shakedown::report
