// How the server enforces client certificates, as far as the attempts show.
#pragma once

#include "diagnosis/case.h"

namespace shakedown::diagnosis {

/// From the subject of the case, and from other attempts of the same host where it is silent.
Enforcement EnforcementOf(const Case& c);

}  // namespace shakedown::diagnosis
