// One event of a trace as JSON.
#pragma once

#include "attempt/trace.h"
#include "report/json_writer.h"

namespace shakedown::report {

/// Appends {"t_ms", "from", "what", "bytes", "detail"}; "from" is absent for what no side sent,
/// "bytes" where a size means nothing, "detail" where there is none.
void WriteEvent(const attempt::Event& event, JsonWriter& json);

}  // namespace shakedown::report
