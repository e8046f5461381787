// One connection to `serve` as one JSON object (schema shakedown.served/1), described by
// reports/served.schema.json.
#pragma once

#include <string>

#include "run/served_event.h"

namespace shakedown::report {

inline constexpr const char* kServedSchema = "shakedown.served/1";

/// Compact JSON text on one line, without a line feed. What is not known is absent.
std::string ServedJson(const run::ServedEvent& event);

}  // namespace shakedown::report
