// What a run can do, and whether that is enough for a scenario's `requires`.
#pragma once

#include <string>
#include <vector>

#include "run/variables.h"

namespace shakedown::run {

/// The capabilities of one suite's surroundings.
struct Capabilities {
  bool trusted_issuer = false;  ///< identities that the target trusts can be minted
  bool crl = false;             ///< a CRL that the target checks is known
  bool client_ca = false;       ///< the CA that the target trusts is known
  bool built_in_peer = false;
  bool http = false;  ///< the target speaks HTTP
};

/// The words of `requires` that are met or not; "var:NAME" and "!word" aside.
std::vector<std::string> CapabilityWords();

/// Why a scenario with these requirements cannot run: the first unmet one and what would meet it.
/// Empty if all are met.
std::string UnmetRequirement(const std::vector<std::string>& required,
                             const Capabilities& capabilities, const VariableTable& variables);

}  // namespace shakedown::run
