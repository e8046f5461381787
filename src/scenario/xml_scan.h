// One pass over XML text that finds the place of every start tag and attribute and refuses what is
// not well-formed, with sentences for people.
#pragma once

#include <vector>

#include "core/result.h"
#include "scenario/source_text.h"

namespace shakedown::scenario {

/// Offsets into the source text.
struct AttributeSpan {
  size_t name = 0;
  size_t name_length = 0;
  size_t value = 0;
  size_t value_length = 0;
};
struct ElementSpan {
  size_t offset = 0;  ///< of "<"
  std::vector<AttributeSpan> attributes;
};

/// All start tags in document order; kSuite at the first defect.
Result<std::vector<ElementSpan>> ScanXml(const SourceText& source);

}  // namespace shakedown::scenario
