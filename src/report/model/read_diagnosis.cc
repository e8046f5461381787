#include "report/model/read_diagnosis.h"

#include <algorithm>

#include "report/json.h"
#include "report/model/read_handshake.h"

namespace shakedown::report::model {
namespace {

Evidence EvidenceAt(const JsonPlace& place) {
  return {place.RequiredText("text"), place.OptionalNumber("event"),
          place.OptionalNumber("handshake")};
}

Finding FindingAt(const JsonPlace& place) {
  Finding finding;
  finding.id = place.RequiredText("id");
  finding.certainty = place.Text("certainty");
  finding.fault = place.Text("fault");
  finding.summary = place.Text("summary");
  finding.explanation = place.Text("explanation");
  finding.evidence = place.List<Evidence>("evidence", EvidenceAt);
  finding.fixes = place.Texts("fixes");
  return finding;
}

void ReadTarget(const JsonPlace& place, Diagnosis* diagnosis) {
  place.Object("target", [diagnosis](const JsonPlace& target) {
    diagnosis->target = Target{target.Text("url"), target.Text("host"), target.Text("address"),
                               target.Text("sni"), target.Number("port")};
  });
}

void ReadInvestigation(const JsonPlace& place, Diagnosis* diagnosis) {
  diagnosis->clients = place.List<ClientPrediction>("client_profiles", [](const JsonPlace& client) {
    return ClientPrediction{client.Text("id"), client.Text("would_send"), client.Text("because")};
  });
  diagnosis->contrast = place.List<std::pair<std::string, std::string>>(
      "contrast",
      [](const JsonPlace& row) { return std::make_pair(row.Text("label"), row.Text("value")); });
  diagnosis->notes = place.Texts("notes");
  diagnosis->as_profile = place.Text("as_profile");
  diagnosis->probes = place.List<Probe>("probes", [](const JsonPlace& probe) {
    return Probe{probe.Text("id"), probe.Text("question"), probe.Text("answer"),
                 probe.Number("handshake")};
  });
  diagnosis->next_steps = place.Texts("next_steps");
}

}  // namespace

Result<nlohmann::json> ParseJson(std::string_view text) {
  try {
    return nlohmann::json::parse(text);
  } catch (const nlohmann::json::parse_error& problem) {
    const size_t at = std::min(problem.byte, text.size());
    const std::string_view before = text.substr(0, at == 0 ? 0 : at - 1);
    SourcePosition position;
    position.line = static_cast<int>(std::count(before.begin(), before.end(), '\n')) + 1;
    position.column = static_cast<int>(before.size() - (before.rfind('\n') + 1)) + 1;
    return Error(ErrorCode::kFormat, "not JSON at line " + std::to_string(position.line) +
                                         ", column " + std::to_string(position.column));
  } catch (const nlohmann::json::exception&) {
    return Error(ErrorCode::kFormat, "a number in the JSON text is out of range");
  }
}

Diagnosis DiagnosisAt(const JsonPlace& place) {
  Diagnosis diagnosis;
  ReadTarget(place, &diagnosis);
  diagnosis.outcome = place.RequiredText("outcome");
  diagnosis.enforcement = place.Text("enforcement");
  diagnosis.layer = place.Text("layer");
  diagnosis.stage = place.Text("stage");
  diagnosis.observed = place.Text("observed");
  place.Object("cause", [&](const JsonPlace& cause) { diagnosis.cause = FindingAt(cause); });
  diagnosis.alternatives = place.List<Finding>("alternatives", FindingAt);
  diagnosis.subject = place.Number("subject");
  diagnosis.handshakes = place.List<Handshake>("handshakes", HandshakeAt);
  ReadInvestigation(place, &diagnosis);
  return diagnosis;
}

Result<Diagnosis> ReadDiagnosis(std::string_view json) {
  const auto document = ParseJson(json);
  if (!document) return document.error();
  std::optional<JsonProblem> problem;
  const JsonPlace place(*document, &problem);
  Diagnosis diagnosis;
  if (place.IsObject()) {
    if (place.RequiredText("schema") != kDiagnosisSchema) {
      place.Complain("schema", std::string("is not ") + kDiagnosisSchema);
    }
    diagnosis = DiagnosisAt(place);
  }
  if (!problem) return diagnosis;
  return Error(ErrorCode::kFormat,
               (problem->where.empty() ? "the document" : problem->where) + ' ' + problem->what);
}

}  // namespace shakedown::report::model
