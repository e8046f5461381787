// One handshake with all that diagnosis may look at.
#pragma once

#include <string>

#include "attempt/facts.h"
#include "attempt/spec.h"
#include "attempt/trace.h"

namespace shakedown::attempt {

struct Attempt {
  std::string purpose = "as asked";  ///< or "probe: ..."; the handshake's id in a scenario
  HandshakeSpec spec;
  IdentityFacts identity;
  HandshakeTrace trace;
};

}  // namespace shakedown::attempt
