// JUnit XML of a survey: each target is a case of the suite "explain", told by the report that
// tells cases of suites.
#pragma once

#include <memory>
#include <string>

#include "report/junit.h"
#include "run/survey.h"

namespace shakedown::report {

/// Accepted is a pass, refused a failure, no verdict an error, not reached skipped. `file` and
/// `line` of a case are the target's in its list.
class SurveyJunit : public run::SurveyReporter {
 public:
  /// The whole document, UTF-8, after OnSurveyFinished.
  virtual std::string Document() const = 0;
};
std::unique_ptr<SurveyJunit> MakeSurveyJunit(JunitOptions options);

}  // namespace shakedown::report
