// The two names or numbers that disagree, side by side: what makes a cause plain to people who do
// not know TLS.
#pragma once

#include <string>
#include <vector>

#include "run/investigation.h"

namespace shakedown::report {

/// One side of a disagreement.
struct ContrastRow {
  std::string label;  ///< "server lists"
  std::string value;  ///< "CN=Root A"
};

/// The sides for the cause of `found`, the other party's first; empty if it is not about two things
/// that differ, or if one of them is not known. Text is printable.
std::vector<ContrastRow> Contrast(const run::Investigation& found);

}  // namespace shakedown::report
