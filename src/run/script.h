// A case made ready to run: its handshakes as specs, its expectations with variables replaced.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "attempt/facts.h"
#include "attempt/spec.h"
#include "core/result.h"
#include "run/environment.h"
#include "scenario/model.h"

namespace shakedown::run {

/// One handshake of a script.
struct Step {
  attempt::HandshakeSpec spec;
  std::string id;       ///< of the suite; may be empty
  std::string purpose;  ///< how attempts and checks call it: the id, "handshake 2", or "as asked"
  std::string identity;
  std::string renegotiated;  ///< identity of its renegotiation, if another; empty: none
  const scenario::HandshakeModel* model = nullptr;  ///< borrowed from the suite
  std::string resume;  ///< id of the step whose session is offered; empty: a full handshake
  std::optional<scenario::ChangeModel> change;  ///< carried out before
  std::vector<std::string> wait_for;            ///< identities that have to expire before
};

struct Script {
  std::vector<Step> steps;
  /// Why the case cannot run here; the rest is empty then.
  std::string skip_reason;

  std::span<const scenario::Expectation> expectations() const {
    return substituted.empty() ? unchanged : std::span<const scenario::Expectation>(substituted);
  }

  std::span<const scenario::Expectation> unchanged;  ///< borrowed from the suite
  std::vector<scenario::Expectation> substituted;    ///< only if one of them holds a variable
};

/// Builds the script of `test`, whose suite `environment` is for. kSuite with a position for values
/// that turn out wrong once variables are replaced.
Result<Script> MakeScript(const Case& test, const SuiteEnvironment& environment);

}  // namespace shakedown::run
