// One case of a run on a page.
#pragma once

#include <string>

#include "report/html/element.h"
#include "report/model/run_report.h"

namespace shakedown::report::html {

/// How a case is shown.
struct ArticleContext {
  std::string anchor;  ///< id of the article
  size_t index = 0;    ///< of the case in the report: makes ids inside unique
  bool open = false;   ///< unfolded from the start
};

/// A case in full, folded behind its line.
void AddCaseArticle(const Element& parent, const model::CaseEntry& entry, const model::Case& test,
                    const ArticleContext& context);
/// A case as one line: what passed in a large run.
void AddCaseLine(const Element& parent, const model::CaseEntry& entry,
                 const ArticleContext& context);

}  // namespace shakedown::report::html
