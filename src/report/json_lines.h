// The events of a run as JSON, one object a line, while it runs: for those who watch a run or pipe
// it into something else.
#pragma once

#include <memory>
#include <string>

#include "core/result.h"
#include "run/event.h"

namespace shakedown::report {

inline constexpr const char* kEventsSchema = "shakedown.events/1";

/// {"event":"run-started","schema":...}, then {"event":"case-finished","suite":...,"case":{...}}
/// for each case as soon as it ends, then {"event":"run-finished",...}. A case has the fields that
/// it has in the JSON report. Written line by line, not to a temporary name: a reader follows it.
class JsonLines : public run::Reporter {
 public:
  /// What went wrong with the file, after the run; kFileWrite.
  virtual Result<void> Finish() = 0;
};

/// Opens `path` ("-": standard output). kFileWrite.
Result<std::unique_ptr<JsonLines>> MakeJsonLines(const std::string& path);

}  // namespace shakedown::report
