// How sure a defect of the presented certificate can be of being the cause: the defect itself, what
// the server's words mean in its dialect, and whether something else explains them as well.
#pragma once

#include "diagnosis/case.h"

namespace shakedown::diagnosis {

/// The certainty with which `defect` explains the refusal of a presented certificate. kPossible for
/// a defect that is real but not what the server's answer means.
Certainty Grade(const Case& c, const Defect& defect);

/// Whether the server's words leave nearly everything open: one page or alert for every defect.
bool LeavesMostOpen(const Case& c);

/// Whether a proven defect explains the refusal, so that guesses about the server are idle.
bool Explained(const Case& c);

}  // namespace shakedown::diagnosis
