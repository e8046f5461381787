// The rules of <client-case> that go beyond its shape, and those that keep its words out of
// <scenario>.
#pragma once

#include "scenario/check_scenario.h"
#include "scenario/problems.h"
#include "scenario/xml_tree.h"

namespace shakedown::scenario {

/// A <client-case> that has its shape.
void CheckClientCase(const XmlElement& element, const SuiteScope& scope, Problems& problems);
/// A <scenario> expects nothing of a client under test.
void CheckNoClientExpected(const XmlElement& scenario, Problems& problems);

}  // namespace shakedown::scenario
