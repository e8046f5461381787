#include "report/json.h"

#include <algorithm>
#include <map>
#include <optional>
#include <vector>

#include "core/file_writer.h"
#include "report/json_writer.h"
#include "report/model/read_run.h"
#include "report/narrative.h"
#include "report/scorecard.h"
#include "report/spooled_texts.h"
#include "run/event_sink.h"

namespace shakedown::report {
namespace {

void WriteChecks(const std::vector<scenario::CheckResult>& checks, JsonWriter& json) {
  json.Key("checks").BeginArray();
  for (const scenario::CheckResult& check : checks) {
    json.BeginObject()
        .Field("what", check.what)
        .Field("expected", check.expected)
        .Field("observed", check.observed);
    json.Key("met").Bool(check.met);
    json.KnownField("handshake", check.handshake).EndObject();
  }
  json.EndArray();
}

/// Most cases have none: the field is left out then.
void WriteNotes(const std::vector<scenario::Note>& notes, JsonWriter& json) {
  if (notes.empty()) return;
  json.Key("notes").BeginArray();
  for (const scenario::Note& note : notes) {
    json.BeginObject().Field("id", note.id).Field("grade", note.grade).Field("text", note.text);
    json.KnownField("handshake", note.handshake).EndObject();
  }
  json.EndArray();
}

void WriteErrors(const std::vector<Error>& errors, JsonWriter& json) {
  json.Key("errors").BeginArray();
  for (const Error& error : errors) {
    json.BeginObject()
        .Field("code", ToString(error.code()))
        .Field("message", error.Line())
        .KnownField("hint", error.hint());
    const SourcePosition& position = error.position();
    if (!position.file.empty()) json.Field("file", position.file);
    if (position.line > 0) json.Key("line").Integer(position.line);
    if (position.column > 0) json.Key("column").Integer(position.column);
    json.EndObject();
  }
  json.EndArray();
}

void WriteExecution(const run::CaseExecution& execution, JsonWriter& json) {
  json.BeginObject()
      .Field("verdict", run::ToString(execution.verdict))
      .Field("started", FormatUtc(execution.started));
  json.Key("duration_ms").Integer(std::max<int64_t>(0, execution.duration.count()));
  json.KnownField("message", execution.message);
  WriteErrors(execution.errors, json);
  if (const diagnosis::Diagnosis* diagnosis = SubjectDiagnosis(execution)) {
    json.Key("diagnosis").Raw(DiagnosisJson(*diagnosis, execution.attempts, execution.subject));
  }
  json.EndObject();
}

void WriteIdentity(const run::Case& test, JsonWriter& json) {
  json.Field("id", test.id).Field("scenario", test.scenario).Field("title", test.title);
  json.Key("parameters").BeginObject();
  for (const auto& [name, value] : test.parameters) json.Field(name, value);
  json.EndObject();
}

void WriteLocation(const run::Case& test, JsonWriter& json) {
  if (test.scenario_model == nullptr) return;
  const SourcePosition& position = test.scenario_model->position;
  const bool use_suite = position.file.empty() && test.suite_model != nullptr;
  const std::string& file = use_suite ? test.suite_model->file : position.file;
  if (file.empty()) return;
  json.Key("location").BeginObject().Field("file", file);
  if (position.line > 0) json.Key("line").Integer(position.line);
  json.EndObject();
}

}  // namespace

std::string CaseJson(const run::Case& test, const run::CaseResult& result) {
  JsonWriter json;
  json.Reserve(4096);
  json.BeginObject();
  WriteIdentity(test, json);
  json.Field("verdict", run::ToString(result.verdict));
  json.Key("flaky").Bool(result.flaky);
  json.Key("known_failure").Bool(result.known_failure);
  if (result.known_failure) json.KnownField("known_failure_reason", run::KnownFailureOf(test));
  json.KnownField("skip_reason", result.skip_reason);
  if (!result.executions.empty()) {
    const run::CaseExecution& last = result.executions.back();
    json.KnownField("message", last.message);
    WriteChecks(last.checks, json);
    WriteNotes(last.notes, json);
    if (last.inconclusive) json.Key("inconclusive").Bool(true);
  } else {
    WriteChecks({}, json);
  }
  json.Key("executions").BeginArray();
  for (const run::CaseExecution& execution : result.executions) WriteExecution(execution, json);
  json.EndArray();
  json.KnownField("reproduce", result.reproduce);
  WriteLocation(test, json);
  json.EndObject();
  return json.Take();
}

void WriteRunCounts(const run::Counts& counts, JsonWriter& json) {
  json.Key("counts").BeginObject();
  json.Key("total").Integer(counts.total());
  json.Key("passed").Integer(counts.passed);
  json.Key("failed").Integer(counts.failed);
  json.Key("errors").Integer(counts.errors);
  json.Key("skipped").Integer(counts.skipped);
  json.Key("flaky").Integer(counts.flaky);
  json.Key("known_failures").Integer(counts.known_failures);
  json.Key("inconclusive").Integer(counts.inconclusive);
  json.Key("notes").Integer(counts.notes);
  json.EndObject();
}

namespace {

/// A suite of the plan; its cases are positions in the plan.
struct Suite {
  std::string head;  ///< name, title and file as fields, without the last bracket
  std::vector<size_t> cases;
};

class JsonReportImpl final : public JsonReport {
 public:
  void OnRunStarted(const run::RunInfo& info) override {
    info_ = info;
    pieces_.clear();
    suites_.clear();
    scores_.clear();
    if (info.plan == nullptr) return;
    pieces_.resize(info.plan->cases.size());
    std::map<std::string, size_t> by_name;
    for (size_t i = 0; i < pieces_.size(); ++i) {
      const run::Case& test = info.plan->cases[i];
      const auto [at, is_new] = by_name.try_emplace(test.suite, suites_.size());
      if (is_new) suites_.push_back({SuiteHead(test), {}});
      if (is_new) scores_.push_back({test.suite, {}});
      suites_[at->second].cases.push_back(i);
    }
  }

  void OnCaseFinished(size_t index, const run::CaseResult& result) override {
    if (index >= pieces_.size() || result.test == nullptr) return;
    pieces_[index] = spool_.Append(CaseJson(*result.test, result));
    run::Count(result, &CountsOf(result.test->suite, &scores_));
  }

  void OnRunFinished(const run::RunSummary& summary) override {
    summary_ = summary;
    for (size_t i = 0; i < pieces_.size() && info_.plan != nullptr; ++i) {
      if (pieces_[i]) continue;
      run::CaseResult unreached;
      unreached.verdict = run::Verdict::kSkipped;
      unreached.skip_reason = "not run: the run ended before this case";
      pieces_[i] = spool_.Append(CaseJson(info_.plan->cases[i], unreached));
      run::Count(unreached, &CountsOf(info_.plan->cases[i].suite, &scores_));
    }
    info_.plan = nullptr;
  }

  std::string Document() const override {
    std::string out;
    const Result<void> all = Write([&out](std::string_view part) -> Result<void> {
      out += part;
      return {};
    });
    return all ? out : std::string();
  }

  Result<void> WriteTo(const std::string& path) const override {
    const auto file = FileWriter::Create(path);
    if (!file) return file.error();
    Result<void> written = Write([&file](std::string_view part) { return (*file)->Append(part); });
    return written ? (*file)->Commit() : written;
  }

  Result<model::RunReport> Model() const override {
    if (spool_.failure()) return *spool_.failure();
    auto head = model::ReadHead(Head() + "]}");
    if (!head) return std::move(head).error();
    std::vector<model::SuiteHead> suites;
    std::vector<size_t> suite_of;
    std::vector<Spool::Piece> pieces;
    for (const Suite& suite : suites_) {
      auto read = model::ReadSuite(suite.head + '}');
      if (!read) return std::move(read).error();
      for (const size_t index : suite.cases) {
        if (!pieces_[index]) continue;
        pieces.push_back(*pieces_[index]);
        suite_of.push_back(suites.size());
      }
      suites.push_back(*std::move(read));
    }
    return model::RunReport::Make(*std::move(head), std::move(suites), std::move(suite_of),
                                  std::make_unique<SpooledTexts>(spool_, std::move(pieces)));
  }

 private:
  /// The target of the suite, where it is one of several.
  static void WriteTarget(const scenario::SuiteModel& suite, JsonWriter& json) {
    if (suite.target_name.empty()) return;
    json.Key("target").BeginObject().Field("name", suite.target_name);
    json.KnownField("url", suite.target.url).EndObject();
  }

  static std::string SuiteHead(const run::Case& test) {
    JsonWriter json;
    json.BeginObject().Field("name", test.suite);
    if (test.suite_model != nullptr) {
      json.KnownField("title", test.suite_model->title).KnownField("file", test.suite_model->file);
      WriteTarget(*test.suite_model, json);
    }
    return json.Take();
  }

  /// Hands the document to `append` in parts.
  template <typename Append>
  Result<void> Write(Append append) const {
    if (spool_.failure()) return *spool_.failure();
    Result<void> written = append(Head());
    for (size_t i = 0; i < suites_.size() && written; ++i) {
      written = append((i == 0 ? "\n" : ",\n") + suites_[i].head + ",\"cases\":[");
      bool first = true;
      for (const size_t index : suites_[i].cases) {
        if (!pieces_[index] || !written) continue;
        const Result<std::string> text = spool_.Read(*pieces_[index]);
        if (!text) return text.error();
        written = append(first ? "\n" : ",\n");
        if (written) written = append(*text);
        first = false;
      }
      if (written) written = append("]}");
    }
    return written ? append("]}\n") : written;
  }

  /// All fields up to the bracket that opens the suites.
  std::string Head() const {
    JsonWriter json;
    json.BeginObject().Field("schema", kRunSchema);
    json.Field("tool", "shakedown").KnownField("version", info_.tool_version);
    json.KnownField("tls_library", info_.tls_library);
    json.Key("target").BeginObject().KnownField("url", info_.target_url);
    json.KnownField("address", info_.target_address).EndObject();
    json.Key("seed").Unsigned(info_.seed).Key("jobs").Integer(info_.jobs);
    json.KnownField("shard", info_.shard).Field("started", FormatUtc(info_.started));
    json.Key("duration_ms").Integer(std::max<int64_t>(0, summary_.duration.count()));
    json.Field("stop", StopWord(summary_.stop));
    WriteRunCounts(summary_.counts, json);
    WriteScorecard(scores_, json);
    json.Key("suites").BeginArray();
    return json.Take();
  }

  run::RunInfo info_;
  run::RunSummary summary_;
  std::vector<std::optional<Spool::Piece>> pieces_;  ///< by position in the plan
  std::vector<Suite> suites_;                        ///< in the order of the plan
  std::vector<ScoreRow> scores_;                     ///< likewise
  Spool spool_;
};

}  // namespace

std::unique_ptr<JsonReport> MakeJsonReport() { return std::make_unique<JsonReportImpl>(); }

}  // namespace shakedown::report
