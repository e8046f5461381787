#include "report/survey_json.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "core/file_writer.h"
#include "report/json.h"
#include "report/json_writer.h"
#include "report/model/read_survey.h"
#include "report/narrative.h"
#include "report/pool_text.h"
#include "report/spooled_texts.h"
#include "report/survey_tally.h"

namespace shakedown::report {
namespace {

void WriteError(const Error& error, JsonWriter& json) {
  json.Key("error").BeginObject();
  json.Field("code", ToString(error.code())).Field("message", error.Line());
  json.KnownField("hint", error.hint()).EndObject();
}

void WriteLocation(const SourcePosition& position, JsonWriter& json) {
  if (position.file.empty()) return;
  json.Key("location").BeginObject().Field("file", position.file);
  if (position.line > 0) json.Key("line").Integer(position.line);
  json.EndObject();
}

std::string TargetJson(const run::SurveyResult& result) {
  JsonWriter json;
  json.Reserve(16384);
  json.BeginObject().Field("name", result.target->name);
  const attempt::Target& target = result.target->options.spec.target;
  json.Field("url", attempt::ToUrl(target));
  WriteLocation(result.target->position, json);
  const run::Verdict verdict = result.verdict();
  json.Field("outcome", SurveyWord(verdict));
  if (verdict != run::Verdict::kSkipped) {
    json.Field("started", FormatUtc(result.started));
    json.Key("duration_ms").Integer(std::max<int64_t>(0, result.duration.count()));
  }
  if (result.error) WriteError(*result.error, json);
  if (result.found) json.Key("diagnosis").Raw(InvestigationJson(*result.found));
  json.EndObject();
  return json.Take();
}

void WriteCounts(const run::Counts& counts, JsonWriter& json) {
  json.Key("counts").BeginObject();
  json.Key("total").Integer(counts.total());
  json.Key("accepted").Integer(counts.passed);
  json.Key("refused").Integer(counts.failed);
  json.Key("no_verdict").Integer(counts.errors);
  json.Key("not_reached").Integer(counts.skipped);
  json.EndObject();
}

class SurveyJsonImpl final : public SurveyJson {
 public:
  void OnSurveyStarted(const run::SurveyInfo& info) override {
    info_ = info;
    pieces_.assign(info.targets.size(), std::nullopt);
    entries_.assign(info.targets.size(), {});
    nodes_.assign(info.pool_of.empty() ? 0 : info.targets.size(), {});
    info_.targets = {};
  }

  void OnTargetFinished(size_t index, const run::SurveyResult& result) override {
    if (index >= pieces_.size() || result.target == nullptr) return;
    entries_[index] = EntryOf(result);
    if (!nodes_.empty()) nodes_[index] = run::FactsOf(result);
    pieces_[index] = spool_.Append(TargetJson(result));
  }

  void OnSurveyFinished(const run::SurveySummary& summary) override { summary_ = summary; }

  Result<void> WriteTo(const std::string& path) const override {
    if (spool_.failure()) return *spool_.failure();
    const auto file = FileWriter::Create(path);
    if (!file) return file.error();
    if (Result<void> head = (*file)->Append(Head()); !head) return head;
    bool first = true;
    for (const std::optional<Spool::Piece>& piece : pieces_) {
      if (!piece) continue;
      const Result<std::string> target = spool_.Read(*piece);
      if (!target) return target.error();
      Result<void> written = (*file)->Append(first ? "\n" : ",\n");
      if (written) written = (*file)->Append(*target);
      if (!written) return written;
      first = false;
    }
    if (Result<void> end = (*file)->Append("]}\n"); !end) return end;
    return (*file)->Commit();
  }

  Result<model::RunReport> Model() const override {
    if (spool_.failure()) return *spool_.failure();
    auto head = model::ReadSurveyHead(Head() + "]}");
    if (!head) return std::move(head).error();
    std::vector<Spool::Piece> pieces;
    for (const std::optional<Spool::Piece>& piece : pieces_) {
      if (piece) pieces.push_back(*piece);
    }
    const std::vector<size_t> suite_of(pieces.size(), 0);
    return model::RunReport::Make(*std::move(head), {{}}, suite_of,
                                  std::make_unique<SpooledTexts>(spool_, std::move(pieces)));
  }

 private:
  void WriteCauses(JsonWriter& json) const {
    json.Key("causes").BeginArray();
    for (const CauseGroup& group : GroupCauses(entries_)) {
      json.BeginObject().Field("id", group.cause);
      if (group.same_summary) json.KnownField("summary", group.summary);
      json.Key("count").Unsigned(group.targets.size()).Key("targets").BeginArray();
      for (const size_t index : group.targets) json.Unsigned(index);
      json.EndArray().EndObject();
    }
    json.EndArray();
  }

  /// All fields up to the bracket that opens the targets.
  std::string Head() const {
    JsonWriter json;
    json.BeginObject().Field("schema", kSurveySchema);
    json.Field("tool", "shakedown").KnownField("version", info_.tool_version);
    json.KnownField("tls_library", info_.tls_library);
    json.Key("jobs").Integer(info_.jobs).Field("started", FormatUtc(info_.started));
    json.Key("duration_ms").Integer(std::max<int64_t>(0, summary_.duration.count()));
    json.Field("stop", StopWord(summary_.stop));
    WriteCounts(summary_.counts, json);
    WriteCauses(json);
    if (!nodes_.empty()) WritePool(info_.pool_of, nodes_, json);
    json.Key("targets").BeginArray();
    return json.Take();
  }

  run::SurveyInfo info_;
  run::SurveySummary summary_;
  std::vector<SurveyEntry> entries_;                 ///< by position in the list
  std::vector<run::NodeFacts> nodes_;                ///< by position, of a pool only
  std::vector<std::optional<Spool::Piece>> pieces_;  ///< by position in the list
  Spool spool_;
};

}  // namespace

std::unique_ptr<SurveyJson> MakeSurveyJson() { return std::make_unique<SurveyJsonImpl>(); }

}  // namespace shakedown::report
