#include "report/merge.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <memory>
#include <numeric>
#include <utility>

#include "core/file_writer.h"
#include "core/text.h"
#include "report/json.h"
#include "report/scorecard.h"

namespace shakedown::report {
namespace {

using model::RunReport;

struct Shard {
  uint64_t index = 0;  ///< 0-based
  uint64_t count = 0;  ///< 0: the report is of no shard
};

Shard ShardOf(const std::string& text) {
  Shard shard;
  uint64_t index = 0, count = 0;
  const size_t slash = text.find('/');
  if (slash == std::string::npos) return shard;
  std::from_chars(text.data(), text.data() + slash, index);
  std::from_chars(text.data() + slash + 1, text.data() + text.size(), count);
  if (index >= 1 && index <= count) shard = {index - 1, count};
  return shard;
}

/// Where a case of the united run comes from, and where it stands in the undivided one.
struct Origin {
  size_t report = 0;
  size_t index = 0;
  uint64_t rank = 0;
};

class MergedTexts final : public model::CaseTexts {
 public:
  MergedTexts(std::vector<RunReport> shards, std::vector<Origin> origins)
      : shards_(std::move(shards)), origins_(std::move(origins)) {}
  Result<std::string> Read(size_t index) const override {
    const Origin& origin = origins_.at(index);
    return shards_[origin.report].ReadText(origin.index);
  }

 private:
  std::vector<RunReport> shards_;
  std::vector<Origin> origins_;
};

Error Unfit(std::string message, const char* hint) {
  return Error(ErrorCode::kUsage, std::move(message)).WithHint(hint);
}

/// Each shard of one run exactly once.
Result<void> CheckShards(const std::vector<RunReport>& shards,
                         const std::vector<std::string>& names) {
  const uint64_t count = ShardOf(shards.front().head().shard).count;
  std::map<uint64_t, size_t> seen;
  for (size_t i = 0; i < shards.size(); ++i) {
    const Shard shard = ShardOf(shards[i].head().shard);
    if (shard.count != count) {
      return Unfit(fmt::format("'{}' and '{}' are not shards of one run", Printable(names[0]),
                               Printable(names[i])),
                   "give the reports of all shards I/N with the same N");
    }
    if (count == 0) continue;
    const auto [at, is_new] = seen.emplace(shard.index, i);
    if (is_new) continue;
    return Unfit(fmt::format("'{}' and '{}' are both shard {}/{}", Printable(names[at->second]),
                             Printable(names[i]), shard.index + 1, count),
                 "give the report of each shard once");
  }
  for (uint64_t index = 0; index < count; ++index) {
    if (seen.contains(index)) continue;
    return Unfit(fmt::format("shard {}/{} is missing", index + 1, count),
                 "give the reports of all shards");
  }
  return {};
}

Result<void> CheckIds(const std::vector<RunReport>& shards, const std::vector<std::string>& names) {
  std::map<std::string_view, size_t> seen;
  for (size_t i = 0; i < shards.size(); ++i) {
    for (const model::CaseEntry& entry : shards[i].entries()) {
      const auto [at, is_new] = seen.emplace(entry.id, i);
      if (is_new) continue;
      return Unfit(fmt::format("case '{}' stands in '{}' and in '{}'", entry.id,
                               Printable(names[at->second]), Printable(names[i])),
                   "give the report of each shard once");
    }
  }
  return {};
}

/// Shards take cases in turn, so the n-th case of a shard tells where it stood.
std::vector<Origin> Ordered(const std::vector<RunReport>& shards) {
  std::vector<Origin> origins;
  uint64_t before = 0;
  for (size_t i = 0; i < shards.size(); ++i) {
    const Shard shard = ShardOf(shards[i].head().shard);
    const size_t size = shards[i].entries().size();
    for (size_t n = 0; n < size; ++n) {
      const uint64_t rank = shard.count > 0 ? n * shard.count + shard.index : before + n;
      origins.push_back({i, n, rank});
    }
    before += size;
  }
  std::stable_sort(origins.begin(), origins.end(),
                   [](const Origin& a, const Origin& b) { return a.rank < b.rank; });
  return origins;
}

/// The worst end of all: what was interrupted is not complete.
std::string StopOf(const std::vector<RunReport>& shards) {
  for (const char* stop : {"terminated", "interrupted", "fail-fast"}) {
    for (const RunReport& shard : shards) {
      if (shard.head().stop == stop) return stop;
    }
  }
  return "completed";
}

model::RunHead HeadOf(const std::vector<RunReport>& shards) {
  model::RunHead head = shards.front().head();
  head.shard.clear();
  head.stop = StopOf(shards);
  head.jobs = 0;
  for (const RunReport& shard : shards) {
    const model::RunHead& other = shard.head();
    head.started = std::min(head.started, other.started);
    head.duration_ms = std::max(head.duration_ms, other.duration_ms);
    head.jobs += other.jobs;
    if (other.target_url != head.target_url) head.target_url = "several targets";
    if (other.target_address != head.target_address) head.target_address.clear();
  }
  return head;
}

/// Suites by name in the order of their first case, and that of each case.
void TakeSuites(const std::vector<RunReport>& shards, const std::vector<Origin>& origins,
                std::vector<model::SuiteHead>* suites, std::vector<size_t>* suite_of) {
  std::map<std::string, size_t> by_name;
  for (const Origin& origin : origins) {
    const RunReport& shard = shards[origin.report];
    const model::SuiteHead& suite = shard.suites()[shard.entries()[origin.index].suite];
    const auto [at, is_new] = by_name.emplace(suite.name, suites->size());
    if (is_new) suites->push_back(suite);
    suite_of->push_back(at->second);
  }
}

std::string HeadJson(const RunReport& report) {
  const model::RunHead& head = report.head();
  const model::Counts counts = report.counts();
  JsonWriter json;
  json.BeginObject().Field("schema", kRunSchema).Field("tool", "shakedown");
  json.KnownField("version", head.version).KnownField("tls_library", head.tls_library);
  json.Key("target").BeginObject().KnownField("url", head.target_url);
  json.KnownField("address", head.target_address).EndObject();
  json.Key("seed").Unsigned(head.seed).Key("jobs").Unsigned(std::max<uint64_t>(1, head.jobs));
  json.KnownField("shard", head.shard).Field("started", head.started);
  json.Key("duration_ms").Unsigned(head.duration_ms).Field("stop", head.stop);
  json.Key("counts").BeginObject().Key("total").Unsigned(counts.total());
  json.Key("passed").Unsigned(counts.passed).Key("failed").Unsigned(counts.failed);
  json.Key("errors").Unsigned(counts.errors).Key("skipped").Unsigned(counts.skipped);
  json.Key("flaky").Unsigned(counts.flaky);
  json.Key("known_failures").Unsigned(counts.known_failures);
  json.Key("inconclusive").Unsigned(counts.inconclusive);
  json.Key("notes").Unsigned(counts.notes).EndObject();
  WriteScorecard(ScorecardOf(report), json);
  json.Key("suites").BeginArray();
  return json.Take();
}

std::string SuiteJson(const model::SuiteHead& suite) {
  JsonWriter json;
  json.BeginObject().Field("name", suite.name).KnownField("title", suite.title);
  json.KnownField("file", suite.file);
  if (!suite.target_name.empty()) {
    json.Key("target").BeginObject().Field("name", suite.target_name);
    json.KnownField("url", suite.target_url).EndObject();
  }
  json.Key("cases").BeginArray();
  return json.Take();
}

}  // namespace

Result<RunReport> Merge(std::vector<RunReport> shards, const std::vector<std::string>& names) {
  if (shards.empty()) return Unfit("no report is given", "give the reports of all shards");
  if (Result<void> checked = CheckShards(shards, names); !checked) return checked.error();
  if (Result<void> checked = CheckIds(shards, names); !checked) return checked.error();
  std::vector<Origin> origins = Ordered(shards);
  std::vector<model::SuiteHead> suites;
  std::vector<size_t> suite_of;
  TakeSuites(shards, origins, &suites, &suite_of);
  // A report lists its cases suite by suite.
  std::vector<size_t> order(origins.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return suite_of[a] < suite_of[b]; });
  std::vector<Origin> sorted;
  std::vector<size_t> sorted_suites;
  for (const size_t at : order) {
    sorted.push_back(origins[at]);
    sorted_suites.push_back(suite_of[at]);
  }
  model::RunHead head = HeadOf(shards);
  return RunReport::Make(std::move(head), std::move(suites), std::move(sorted_suites),
                         std::make_unique<MergedTexts>(std::move(shards), std::move(sorted)));
}

Result<void> WriteRunJson(const RunReport& report, const std::string& path) {
  const auto file = FileWriter::Create(path);
  if (!file) return file.error();
  Result<void> written = (*file)->Append(HeadJson(report));
  size_t open = SIZE_MAX;
  for (size_t i = 0; i < report.entries().size() && written; ++i) {
    const size_t suite = report.entries()[i].suite;
    const auto text = report.ReadText(i);
    if (!text) return text.error();
    std::string before = ",\n";
    if (suite != open) {
      before = (open == SIZE_MAX ? "\n" : "]},\n") + SuiteJson(report.suites()[suite]) + '\n';
      open = suite;
    }
    written = (*file)->Append(before);
    if (written) written = (*file)->Append(*text);
  }
  if (written) written = (*file)->Append(open == SIZE_MAX ? "]}\n" : "]}]}\n");
  return written ? (*file)->Commit() : written;
}

}  // namespace shakedown::report
