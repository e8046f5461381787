#include "report/model/read_run.h"

#include "core/text.h"
#include "report/json.h"
#include "report/model/read_diagnosis.h"
#include "report/model/read_with.h"

namespace shakedown::report::model {
namespace {

Trouble TroubleAt(const JsonPlace& place) {
  Trouble trouble;
  trouble.code = place.Text("code");
  trouble.message = place.RequiredText("message");
  trouble.hint = place.Text("hint");
  trouble.file = place.Text("file");
  trouble.line = place.Number("line");
  trouble.column = place.Number("column");
  return trouble;
}

Check CheckAt(const JsonPlace& place) {
  return {place.Text("what"), place.Text("expected"), place.Text("observed"),
          place.Text("handshake"), place.Flag("met").value_or(false)};
}

Note NoteAt(const JsonPlace& place) {
  return {place.Text("id"), place.Text("grade"), place.RequiredText("text"),
          place.Text("handshake")};
}

CaseVerdict VerdictAt(const JsonPlace& place) {
  const std::string text = place.RequiredText("verdict");
  const auto verdict = VerdictFromText(text);
  if (!verdict) {
    place.Complain("verdict",
                   "is '" + ElideEnd(text, 40) + "', not passed, failed, error or skipped");
  }
  return verdict.value_or(CaseVerdict::kError);
}

Execution ExecutionAt(const JsonPlace& place) {
  Execution execution;
  execution.verdict = VerdictAt(place);
  execution.started = place.Text("started");
  execution.duration_ms = place.Number("duration_ms");
  execution.message = place.Text("message");
  execution.errors = place.List<Trouble>("errors", TroubleAt);
  place.Object("diagnosis", [&execution](const JsonPlace& diagnosis) {
    execution.diagnosis = DiagnosisAt(diagnosis);
  });
  return execution;
}

Case CaseAt(const JsonPlace& place) {
  Case test;
  test.id = place.RequiredText("id");
  test.scenario = place.Text("scenario");
  test.title = place.Text("title");
  test.parameters = place.TextFields("parameters");
  test.verdict = VerdictAt(place);
  test.flaky = place.Flag("flaky").value_or(false);
  test.known_failure = place.Flag("known_failure").value_or(false);
  test.known_failure_reason = place.Text("known_failure_reason");
  test.skip_reason = place.Text("skip_reason");
  test.message = place.Text("message");
  test.checks = place.List<Check>("checks", CheckAt);
  test.notes = place.List<Note>("notes", NoteAt);
  test.inconclusive = place.Flag("inconclusive").value_or(false);
  test.executions = place.List<Execution>("executions", ExecutionAt);
  test.reproduce = place.Text("reproduce");
  place.Object("location", [&test](const JsonPlace& location) {
    test.file = location.Text("file");
    test.line = location.Number("line");
  });
  return test;
}

RunHead HeadAt(const JsonPlace& place) {
  const std::string schema = place.RequiredText("schema");
  if (!schema.empty() && schema != kRunSchema) {
    place.Complain("schema", "is '" + ElideEnd(schema, 40) + "', not " + kRunSchema);
  }
  RunHead head;
  head.version = place.Text("version");
  head.tls_library = place.Text("tls_library");
  place.Object("target", [&head](const JsonPlace& target) {
    head.target_url = target.Text("url");
    head.target_address = target.Text("address");
    head.via = target.Text("via");
  });
  head.seed = place.Number("seed");
  head.jobs = place.Number("jobs");
  head.duration_ms = place.Number("duration_ms");
  head.shard = place.Text("shard");
  head.started = place.Text("started");
  head.stop = place.Text("stop");
  return head;
}

}  // namespace

Result<Case> ReadCase(std::string_view json) { return ReadWith<Case>(json, CaseAt); }

Result<RunHead> ReadHead(std::string_view json) { return ReadWith<RunHead>(json, HeadAt); }

Result<SuiteHead> ReadSuite(std::string_view json) {
  return ReadWith<SuiteHead>(json, [](const JsonPlace& place) {
    SuiteHead suite{place.Text("name"), place.Text("title"), place.Text("file"), {}, {}};
    place.Object("target", [&suite](const JsonPlace& target) {
      suite.target_name = target.Text("name");
      suite.target_url = target.Text("url");
    });
    return suite;
  });
}

}  // namespace shakedown::report::model
