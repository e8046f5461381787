// The canary of a suite: a text that only authenticated clients get to see. Whether it was seen
// decides, not how the refusal looked: an alert, a page and a close are all refusals.
#pragma once

#include <string>

#include "attempt/attempt.h"
#include "scenario/match.h"
#include "scenario/model.h"

namespace shakedown::scenario {

/// Looks for the canary in every reply of `attempt`: in its body as far as it was kept, its title
/// and its headers. `handshake` goes into the result.
CheckResult MatchCanary(const CanaryExpectation& expected, const attempt::Attempt& attempt,
                        const std::string& handshake);

}  // namespace shakedown::scenario
