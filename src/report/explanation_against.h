// What speaks against a cause that came second: honest alternatives say both sides.
#pragma once

#include <string>
#include <vector>

#include "run/investigation.h"

namespace shakedown::report {

/// Facts at hand that speak against `alternative` as the reason of the first attempt, one sentence
/// each, printable; empty if nothing does.
std::vector<std::string> SpeaksAgainst(const run::Investigation& found,
                                       const diagnosis::Finding& alternative);

}  // namespace shakedown::report
