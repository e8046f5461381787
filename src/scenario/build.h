// The model of a suite from its checked tree.
#pragma once

#include "scenario/model.h"
#include "scenario/xml_tree.h"

namespace shakedown::scenario {

/// `root` has passed CheckShape and CheckReferences without a problem.
SuiteModel BuildSuite(const XmlElement& root, const SourceText& source);

}  // namespace shakedown::scenario
