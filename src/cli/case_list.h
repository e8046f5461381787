// A plan as a list for people and scripts.
#pragma once

#include "run/plan.h"

namespace shakedown::cli {

/// One line per case to standard output: id, tags, file:line, tab-separated.
void PrintCaseList(const run::Plan& plan);

}  // namespace shakedown::cli
