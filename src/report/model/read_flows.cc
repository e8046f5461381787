#include "report/model/read_flows.h"

#include <utility>

#include "core/text.h"
#include "report/flows_json.h"
#include "report/model/read_with.h"

namespace shakedown::report::model {
namespace {

RunHead HeadAt(const JsonPlace& place) {
  const std::string schema = place.RequiredText("schema");
  if (!schema.empty() && schema != kFlowsSchema) {
    place.Complain("schema", "is '" + ElideEnd(schema, 40) + "', not " + kFlowsSchema);
  }
  RunHead head;
  head.subject = Subject::kConnections;
  head.version = place.Text("version");
  if (!place.Text("problem").empty()) head.stop = "not read to its end: " + place.Text("problem");
  return head;
}

CaseVerdict VerdictOf(const Diagnosis& diagnosis) {
  if (diagnosis.outcome == "accepted") return CaseVerdict::kPassed;
  return diagnosis.outcome == "refused" ? CaseVerdict::kFailed : CaseVerdict::kError;
}

Case FlowAt(const JsonPlace& place) {
  Case flow;
  flow.id = "connection " + std::to_string(place.Number("number"));
  flow.scenario = flow.id;
  flow.title = place.RequiredText("client") + " to " + place.RequiredText("server");
  Execution execution;
  execution.started = place.Text("started");
  place.Object("diagnosis", [&execution](const JsonPlace& diagnosis) {
    execution.diagnosis = DiagnosisAt(diagnosis);
  });
  flow.verdict = execution.diagnosis ? VerdictOf(*execution.diagnosis) : CaseVerdict::kError;
  execution.verdict = flow.verdict;
  if (execution.diagnosis && execution.diagnosis->cause) {
    flow.message = execution.diagnosis->cause->summary;
    execution.message = flow.message;
  }
  flow.executions.push_back(std::move(execution));
  return flow;
}

}  // namespace

Result<RunHead> ReadFlowsHead(std::string_view json) { return ReadWith<RunHead>(json, HeadAt); }

Result<Case> ReadFlow(std::string_view json) { return ReadWith<Case>(json, FlowAt); }

}  // namespace shakedown::report::model
