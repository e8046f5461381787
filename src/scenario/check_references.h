// What a suite file says across elements: ids are unique, names refer to something, variables are
// declared, rules do not contradict each other. Works on incomplete trees, so that all defects of a
// file show at once.
#pragma once

#include "scenario/problems.h"

namespace shakedown::scenario {

void CheckReferences(const XmlElement& root, Problems& problems);

}  // namespace shakedown::scenario
