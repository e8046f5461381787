// The first screen of a page: how the run went, what broke and why, grouped by cause.
#pragma once

#include <string>
#include <vector>

#include "report/html/element.h"
#include "report/html/words.h"
#include "report/model/run_report.h"

namespace shakedown::report::html {

/// Cases with one cause.
struct CauseGroup {
  std::string cause;          ///< empty: no cause could be named
  std::vector<size_t> cases;  ///< in the order of the report
};
/// What did not pass, the most frequent cause first.
std::vector<CauseGroup> GroupFailures(const std::vector<model::CaseEntry>& entries);
/// What passed although, or because, the server refused: the causes that were expected.
std::vector<CauseGroup> GroupExpected(const std::vector<model::CaseEntry>& entries);

/// Verdict, target and circumstances.
void AddHeader(const Element& body, const model::RunReport& report);
/// One line that sums a run or a survey up: "2 of 8 cases failed", "2 of 8 targets refused".
std::string Headline(const model::Counts& counts, model::Subject subject);
/// The groups with links to their cases.
void AddCauses(const Element& body, const model::RunReport& report, const Anchors& anchors);
/// Links by verdict with counts, and the place of the filter.
void AddFilter(const Element& body, const model::Counts& counts, model::Subject subject);

}  // namespace shakedown::report::html
