// How long session tickets live, against what a suite expects.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "attempt/attempt.h"
#include "scenario/match.h"
#include "scenario/model.h"

namespace shakedown::scenario {

/// Compares the lifetimes of the tickets of `attempt`, one result per rule. `attempts` are all of
/// the case, `label` is how results call this one.
std::vector<CheckResult> MatchTickets(const TicketsExpectation& expected,
                                      const attempt::Attempt& attempt,
                                      std::span<const attempt::Attempt> attempts,
                                      const std::string& label);

}  // namespace shakedown::scenario
