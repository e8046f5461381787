// The CertificateRequest of a handshake against the contract of a suite.
#pragma once

#include <vector>

#include "attempt/attempt.h"
#include "scenario/match.h"
#include "scenario/model.h"

namespace shakedown::scenario {

/// Compares the request that `attempt` saw. `others` are the handshakes that
/// same_names_as and same_algorithms_as may name. `handshake` goes into the results.
std::vector<CheckResult> MatchRequest(const RequestExpectation& expected,
                                      const attempt::Attempt& attempt,
                                      std::span<const attempt::Attempt> others,
                                      const std::string& handshake);

}  // namespace shakedown::scenario
