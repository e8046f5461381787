// The addresses of one name compared: what they answer differently, and which of them.
#pragma once

#include "report/html/element.h"
#include "report/html/words.h"
#include "report/model/run_report.h"

namespace shakedown::report::html {

/// Adds the comparison of a report that has one, as a table with links to the addresses.
void AddPool(const Element& parent, const model::RunReport& report, const Anchors& anchors);

/// "one address answers differently", in one line. `total`: how many addresses there are.
std::string PoolLine(const model::Pool& pool, size_t total);

/// The words for "cause", "ca-names" and so on; the word itself if it is not known.
std::string PoolAspect(const std::string& what);

}  // namespace shakedown::report::html
