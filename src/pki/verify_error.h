// The library's verification codes (X509_V_ERR_*) as path problems.
#pragma once

#include "attempt/facts.h"

namespace shakedown::pki {

/// Whether `error` says that no path to a trust anchor could be built. What is behind it (an
/// unknown issuer, a gap, an impostor) needs a look at the certificates.
bool IsBuildingError(int error);

/// What any other code stands for; kOther for those that have no name of their own.
attempt::PathProblem ProblemOf(int error);

}  // namespace shakedown::pki
