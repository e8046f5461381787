// The diagnosis object, schema shakedown.diagnosis/1.
#include <algorithm>

#include "attempt/trace_view.h"
#include "report/explanation_contrast.h"
#include "report/json.h"
#include "report/json_handshake.h"
#include "report/json_writer.h"

namespace shakedown::report {
namespace {

void WriteTarget(const attempt::Attempt& attempt, JsonWriter& json) {
  const attempt::Target& target = attempt.spec.target;
  json.Key("target").BeginObject();
  json.Field("url", attempt::ToUrl(target)).Field("host", target.endpoint.host);
  json.Key("port").Integer(target.endpoint.port);
  if (const auto connected = attempt::Last<attempt::Connected>(attempt.trace)) {
    json.Field("address", connected->address);
  }
  json.Field("sni", attempt::EffectiveSni(attempt.spec)).EndObject();
}

void WriteEvidence(const std::vector<diagnosis::Evidence>& evidence, bool several,
                   JsonWriter& json) {
  json.Key("evidence").BeginArray();
  for (const diagnosis::Evidence& item : evidence) {
    json.BeginObject().Field("text", item.text);
    if (item.event >= 0) json.Key("event").Integer(item.event);
    if (several && item.event >= 0) json.Key("handshake").Integer(item.attempt);
    json.EndObject();
  }
  json.EndArray();
}

void WriteTexts(std::string_view key, const std::vector<std::string>& texts, JsonWriter& json) {
  json.Key(key).BeginArray();
  for (const std::string& text : texts) json.Text(text);
  json.EndArray();
}

void WriteFinding(const diagnosis::Finding& finding, bool several, JsonWriter& json) {
  json.BeginObject()
      .Field("id", finding.id)
      .Field("certainty", diagnosis::ToString(finding.certainty))
      .Field("fault", diagnosis::ToString(finding.fault))
      .Field("summary", finding.summary)
      .KnownField("explanation", finding.explanation);
  WriteEvidence(finding.evidence, several, json);
  WriteTexts("fixes", finding.fixes, json);
  json.EndObject();
}

void WriteClientProfiles(const std::vector<diagnosis::ProfilePrediction>& predictions,
                         JsonWriter& json) {
  if (predictions.empty()) return;
  json.Key("client_profiles").BeginArray();
  for (const diagnosis::ProfilePrediction& client : predictions) {
    json.BeginObject()
        .Field("id", client.id)
        .Field("would_send", diagnosis::ToString(client.prediction.action))
        .KnownField("because", client.prediction.because)
        .EndObject();
  }
  json.EndArray();
}

/// All fields of a diagnosis, without the brackets around them.
void WriteDiagnosis(const diagnosis::Diagnosis& diagnosis,
                    std::span<const attempt::Attempt> attempts, size_t subject, JsonWriter& json) {
  const bool several = attempts.size() > 1;
  json.Field("schema", kDiagnosisSchema);
  if (subject < attempts.size()) WriteTarget(attempts[subject], json);
  json.Field("outcome", diagnosis::ToString(diagnosis.outcome))
      .Field("enforcement", diagnosis::ToString(diagnosis.enforcement))
      .Field("layer", diagnosis::ToString(diagnosis.layer))
      .KnownField("stage", diagnosis.stage)
      .KnownField("observed", diagnosis.observed);
  if (!diagnosis.cause.id.empty()) {
    json.Key("cause");
    WriteFinding(diagnosis.cause, several, json);
  }
  json.Key("alternatives").BeginArray();
  for (const diagnosis::Finding& finding : diagnosis.alternatives) {
    WriteFinding(finding, several, json);
  }
  json.EndArray();
  if (several) json.Key("subject").Unsigned(subject);
  json.Key("handshakes").BeginArray();
  for (const attempt::Attempt& attempt : attempts) WriteHandshake(attempt, json);
  json.EndArray();
  WriteClientProfiles(diagnosis.client_profiles, json);
  if (!diagnosis.notes.empty()) WriteTexts("notes", diagnosis.notes, json);
}

void WriteProbes(const std::vector<diagnosis::ProbeRecord>& probes, JsonWriter& json) {
  json.Key("probes").BeginArray();
  for (const diagnosis::ProbeRecord& probe : probes) {
    json.BeginObject()
        .Field("id", probe.id)
        .Field("question", probe.question)
        .Field("answer", probe.answer);
    json.Key("handshake").Unsigned(probe.attempt);
    json.EndObject();
  }
  json.EndArray();
}

void WriteContrast(const run::Investigation& investigation, JsonWriter& json) {
  const std::vector<ContrastRow> rows = Contrast(investigation);
  if (rows.empty()) return;
  json.Key("contrast").BeginArray();
  for (const ContrastRow& row : rows) {
    json.BeginObject().Field("label", row.label).Field("value", row.value).EndObject();
  }
  json.EndArray();
}

}  // namespace

std::string DiagnosisJson(const diagnosis::Diagnosis& diagnosis,
                          std::span<const attempt::Attempt> attempts, size_t subject) {
  JsonWriter json;
  json.Reserve(4096);
  json.BeginObject();
  WriteDiagnosis(diagnosis, attempts, subject, json);
  json.EndObject();
  return json.Take();
}

std::string InvestigationJson(const run::Investigation& investigation) {
  const std::vector<attempt::Attempt>& attempts = investigation.attempts;
  JsonWriter json;
  json.Reserve(16384);
  json.BeginObject();
  WriteDiagnosis(investigation.diagnosis, attempts, investigation.subject, json);
  const bool has_subject = investigation.subject < attempts.size();
  if (has_subject && attempts[investigation.subject].as) {
    json.Field("as_profile", attempts[investigation.subject].as->id);
  }
  WriteContrast(investigation, json);
  WriteProbes(investigation.probes, json);
  WriteTexts("next_steps", diagnosis::NextSteps(investigation.diagnosis, attempts), json);
  json.EndObject();
  return json.Take();
}

}  // namespace shakedown::report
