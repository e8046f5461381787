// One <handshake>, variables replaced, as a HandshakeSpec.
#pragma once

#include <string>

#include "attempt/spec.h"
#include "core/result.h"
#include "scenario/model.h"

namespace shakedown::run {

/// `defaults` changed as `handshake` says. `tls` stands in for a handshake without versions of its
/// own; empty: the library's range. Lists of identities and names must be resolved before: `sni` is
/// one name or empty. kSuite at the element's position for a value that does not parse.
Result<attempt::HandshakeSpec> BuildSpec(const scenario::HandshakeModel& handshake,
                                         const std::string& tls,
                                         const attempt::HandshakeSpec& defaults);

}  // namespace shakedown::run
