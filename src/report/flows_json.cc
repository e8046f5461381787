#include "report/flows_json.h"

#include <utility>

#include "report/json.h"
#include "report/json_writer.h"

namespace shakedown::report {

const char* ToString(observe::Sight sight) {
  switch (sight) {
    case observe::Sight::kNothing: return "nothing";
    case observe::Sight::kClear: return "clear";
    case observe::Sight::kSealed: return "sealed";
    case observe::Sight::kMisfit: return "misfit";
  }
  return "nothing";
}

Result<std::unique_ptr<FlowsJson>> FlowsJson::Create(const std::string& path,
                                                     const std::string& source,
                                                     const std::string& version) {
  auto file = FileWriter::Create(path);
  if (!file) return file.error();
  std::unique_ptr<FlowsJson> flows(new FlowsJson(*std::move(file)));
  JsonWriter json;
  json.BeginObject().Field("schema", kFlowsSchema).Field("tool", "shakedown");
  json.KnownField("version", version).Field("source", source);
  json.Key("flows").BeginArray();
  if (Result<void> head = flows->file_->Append(json.Take()); !head) return head.error();
  return flows;
}

Result<void> FlowsJson::Add(const FlowReport& flow) {
  JsonWriter json;
  json.BeginObject().Key("number").Unsigned(flow.number);
  json.Field("client", attempt::ToText(flow.seen.ends.client));
  json.Field("server", attempt::ToText(flow.seen.ends.server));
  json.Field("started", FormatUtc(flow.seen.trace.started));
  json.Field("sight", ToString(flow.seen.sight));
  json.Key("ended").Bool(flow.seen.ended);
  json.Key("diagnosis").Raw(InvestigationJson(flow.found)).EndObject();
  Result<void> written = file_->Append(std::exchange(first_, false) ? "\n" : ",\n");
  return written ? file_->Append(json.Take()) : written;
}

Result<void> FlowsJson::Close(const std::string& problem) {
  JsonWriter json;
  json.Text(problem);
  const std::string tail = problem.empty() ? "]}\n" : "],\"problem\":" + json.Take() + "}\n";
  if (Result<void> end = file_->Append(tail); !end) return end;
  return file_->Commit();
}

}  // namespace shakedown::report
