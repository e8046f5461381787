// What the RFCs ask of every CertificateRequest, rule by rule.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "attempt/trace_view.h"
#include "scenario/match.h"

namespace shakedown::scenario {

/// Compares `seen` with the rule of that name (words::kRequestRules). Rules about one version are
/// kept by requests of the others. `handshake` goes into the result.
CheckResult MatchRequestRule(std::string_view rule, const attempt::RequestSeen& seen,
                             const std::string& handshake);

}  // namespace shakedown::scenario
