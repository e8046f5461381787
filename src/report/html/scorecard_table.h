// How each suite came off, and what was noted besides, as parts of a page.
#pragma once

#include "report/html/element.h"
#include "report/html/words.h"
#include "report/model/run_report.h"

namespace shakedown::report::html {

/// One row for each suite; nothing where the sum tells it all.
void AddScorecard(const Element& body, const model::RunReport& report);
/// The notes on one case; nothing if there are none.
void AddNotes(const Element& parent, const model::Case& test);

}  // namespace shakedown::report::html
