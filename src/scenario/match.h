// Expectations against what was seen.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "attempt/attempt.h"
#include "diagnosis/diagnosis.h"
#include "scenario/model.h"

namespace shakedown::scenario {

/// One expectation's comparison, as people read it.
struct CheckResult {
  bool met = true;
  std::string what;       ///< "outcome", "cause", "CertificateRequest CA names", ...
  std::string expected;   ///< "refused"
  std::string observed;   ///< "accepted (HTTP 200)"
  std::string handshake;  ///< id of the handshake it is about; empty if the scenario has one
};

/// What one case saw: handshakes in script order and the diagnosis of each.
struct Observation {
  std::span<const attempt::Attempt> attempts;       ///< `purpose` is the handshake's id
  std::span<const diagnosis::Diagnosis> diagnoses;  ///< same length
};

/// Compares every expectation; one result per thing compared, in the order of the file.
std::vector<CheckResult> Match(std::span<const Expectation> expectations,
                               const Observation& observation);

}  // namespace shakedown::scenario
