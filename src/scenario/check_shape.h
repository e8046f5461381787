// The shape of a suite file against the grammar: known elements and attributes, in order, complete,
// with values that can be.
#pragma once

#include "scenario/problems.h"

namespace shakedown::scenario {

void CheckShape(const XmlElement& root, Problems& problems);

}  // namespace shakedown::scenario
