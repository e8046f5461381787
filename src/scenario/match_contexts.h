// The contexts of post-handshake CertificateRequests: what binds an answer to its request.
#pragma once

#include <span>
#include <string>

#include "attempt/attempt.h"
#include "scenario/match.h"

namespace shakedown::scenario {

/// Whether the late requests of all handshakes of a case have contexts that can be told apart and
/// not be guessed, as far as a few of them show (RFC 9846 section 4.4.2): of eight octets or more,
/// none twice, and none a small step from another.
CheckResult MatchContexts(std::span<const attempt::Attempt> attempts, const std::string& handshake);

}  // namespace shakedown::scenario
