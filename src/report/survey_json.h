// The JSON document of a survey (schema shakedown.survey/1, reports/survey.schema.json): one
// diagnosis document for each target, in the order of the list.
#pragma once

#include <memory>
#include <string>

#include "core/result.h"
#include "report/model/run_report.h"
#include "run/survey.h"

namespace shakedown::report {

inline constexpr const char* kSurveySchema = "shakedown.survey/1";

/// A reporter that keeps the documents of finished targets in a temporary file, so that the length
/// of the list does not count.
class SurveyJson : public run::SurveyReporter {
 public:
  /// Writes the whole document, one line per target, after OnSurveyFinished; "-" is standard
  /// output. kFileWrite.
  virtual Result<void> WriteTo(const std::string& path) const = 0;
  /// The survey as pages read it, after OnSurveyFinished. Borrows this object. kFileWrite,
  /// kFileRead.
  virtual Result<model::RunReport> Model() const = 0;
};
std::unique_ptr<SurveyJson> MakeSurveyJson();

}  // namespace shakedown::report
