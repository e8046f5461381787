// One handshake as JSON: the `handshakes` entry of a diagnosis.
#pragma once

#include "attempt/attempt.h"
#include "report/json_writer.h"

namespace shakedown::report {

/// Appends the object of one attempt. Event numbers are those of the trace, so evidence can refer
/// to them.
void WriteHandshake(const attempt::Attempt& attempt, JsonWriter& json);

}  // namespace shakedown::report
