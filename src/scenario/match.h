// Expectations against what was seen.
#pragma once

#include <optional>
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
  /// Not met because it could not be seen: TLS stands and nothing was answered. No verdict.
  bool inconclusive = false;
};

/// What one case saw: handshakes in script order and the diagnosis of each.
struct Observation {
  std::span<const attempt::Attempt> attempts;       ///< `purpose` is the handshake's id
  std::span<const diagnosis::Diagnosis> diagnoses;  ///< same length
  /// A text that only authenticated clients get to see: a reply without it is a refusal, whatever
  /// its status. Empty: the diagnosis decides.
  std::string_view canary;
};

/// The index of the handshake that an expectation is about; nothing if it was not run.
std::optional<size_t> SubjectOf(const Expectation& expected,
                                std::span<const attempt::Attempt> attempts);
/// Whether the server closed on the ClientHello, without a word of TLS: some stacks refuse so what
/// they do not speak, and so does a port that is not theirs.
bool ClosedOnHello(const attempt::HandshakeTrace& trace);
/// How a handshake of a script is called in results: its id, or its number; empty if it is alone.
std::string HandshakeLabel(std::span<const attempt::Attempt> attempts, size_t index);

/// Compares every expectation; one result per thing compared, in the order of the file.
std::vector<CheckResult> Match(std::span<const Expectation> expectations,
                               const Observation& observation);

}  // namespace shakedown::scenario
