#include "report/model/read_survey.h"

#include "core/text.h"
#include "report/model/read_with.h"
#include "report/survey_json.h"

namespace shakedown::report::model {
namespace {

Pool PoolAt(const JsonPlace& place) {
  Pool pool;
  pool.host = place.Text("host");
  pool.odd = place.Numbers("odd");
  pool.differences = place.List<PoolDifference>("differences", [](const JsonPlace& found) {
    PoolDifference difference{found.Text("what"), found.Flag("majority").value_or(false), {}};
    difference.answers = found.List<PoolAnswer>("answers", [](const JsonPlace& answer) {
      return PoolAnswer{answer.Text("text"), answer.Numbers("targets")};
    });
    return difference;
  });
  return pool;
}

RunHead HeadAt(const JsonPlace& place) {
  const std::string schema = place.RequiredText("schema");
  if (!schema.empty() && schema != kSurveySchema) {
    place.Complain("schema", "is '" + ElideEnd(schema, 40) + "', not " + kSurveySchema);
  }
  RunHead head;
  head.subject = Subject::kTargets;
  head.version = place.Text("version");
  head.tls_library = place.Text("tls_library");
  head.jobs = place.Number("jobs");
  head.duration_ms = place.Number("duration_ms");
  head.started = place.Text("started");
  head.stop = place.Text("stop");
  place.Object("pool", [&head](const JsonPlace& pool) { head.pool = PoolAt(pool); });
  if (head.pool) head.subject = Subject::kAddresses;
  return head;
}

CaseVerdict VerdictAt(const JsonPlace& place) {
  const std::string text = place.RequiredText("outcome");
  if (text == "accepted") return CaseVerdict::kPassed;
  if (text == "refused") return CaseVerdict::kFailed;
  if (text == "not-reached") return CaseVerdict::kSkipped;
  if (text != "no-verdict") {
    place.Complain("outcome", "is '" + ElideEnd(text, 40) +
                                  "', not accepted, refused, no-verdict or not-reached");
  }
  return CaseVerdict::kError;
}

Execution ExecutionAt(const JsonPlace& place, CaseVerdict verdict) {
  Execution execution;
  execution.verdict = verdict;
  execution.started = place.Text("started");
  execution.duration_ms = place.Number("duration_ms");
  place.Object("error", [&execution](const JsonPlace& error) {
    Trouble trouble;
    trouble.code = error.Text("code");
    trouble.message = error.RequiredText("message");
    trouble.hint = error.Text("hint");
    execution.errors.push_back(std::move(trouble));
  });
  place.Object("diagnosis", [&execution](const JsonPlace& diagnosis) {
    execution.diagnosis = DiagnosisAt(diagnosis);
  });
  return execution;
}

Case TargetAt(const JsonPlace& place) {
  Case target;
  target.id = place.RequiredText("name");
  target.scenario = target.id;
  const std::string url = place.Text("url");
  if (url != target.id) target.title = url;
  target.verdict = VerdictAt(place);
  place.Object("location", [&target](const JsonPlace& location) {
    target.file = location.Text("file");
    target.line = location.Number("line");
  });
  if (target.verdict == CaseVerdict::kSkipped) {
    target.skip_reason = "the survey ended before this target";
    return target;
  }
  target.executions.push_back(ExecutionAt(place, target.verdict));
  const Diagnosis* diagnosis = target.diagnosis();
  if (diagnosis != nullptr && diagnosis->cause) target.message = diagnosis->cause->summary;
  return target;
}

}  // namespace

Result<RunHead> ReadSurveyHead(std::string_view json) { return ReadWith<RunHead>(json, HeadAt); }

Result<Case> ReadSurveyTarget(std::string_view json) { return ReadWith<Case>(json, TargetAt); }

}  // namespace shakedown::report::model
