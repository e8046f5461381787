// A baseline applied to a plan: which cases may fail, and why.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/result.h"
#include "run/plan.h"
#include "scenario/baseline.h"

namespace shakedown::run {

/// What became of a baseline's entries.
struct BaselineUse {
  std::vector<std::string> expired;  ///< one sentence each: these count no longer
  size_t of_other_suites = 0;        ///< entries for suites that are not loaded
};

/// Sets `accepted_failure` of the cases of `plan` that `entries` name and whose time is not over at
/// `now`. Entries may name cases that are not selected. An error for each entry that names no case
/// of its suite, with the nearest id; the plan is not to be run then.
BaselineUse ApplyBaseline(std::span<const scenario::KnownFailure> entries, UtcSeconds now,
                          Plan* plan, std::vector<Error>* errors);

}  // namespace shakedown::run
