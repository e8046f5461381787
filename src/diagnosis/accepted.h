// The finding of an attempt that got in: what that says about the gate, and what it does not.
#pragma once

#include "diagnosis/case.h"

namespace shakedown::diagnosis {

/// The finding "accepted" in the light of how certificates are enforced.
Finding Accepted(const Case& c, Enforcement enforcement);

}  // namespace shakedown::diagnosis
