#include "report/json_lines.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "core/text.h"
#include "report/json.h"
#include "report/json_writer.h"
#include "report/narrative.h"

namespace shakedown::report {
namespace {

class JsonLinesImpl final : public JsonLines {
 public:
  JsonLinesImpl(int fd, std::string path) : fd_(fd), path_(std::move(path)) {}
  JsonLinesImpl(const JsonLinesImpl&) = delete;
  JsonLinesImpl& operator=(const JsonLinesImpl&) = delete;
  ~JsonLinesImpl() override {
    if (fd_ != STDOUT_FILENO) close(fd_);
  }

  void OnRunStarted(const run::RunInfo& info) override {
    JsonWriter json;
    json.BeginObject().Field("event", "run-started").Field("schema", kEventsSchema);
    json.Field("tool", "shakedown").KnownField("version", info.tool_version);
    json.KnownField("tls_library", info.tls_library).KnownField("target", info.target_url);
    json.Key("cases").Unsigned(info.plan == nullptr ? 0 : info.plan->cases.size());
    json.Key("seed").Unsigned(info.seed);
    json.KnownField("shard", info.shard).Field("started", FormatUtc(info.started)).EndObject();
    Write(json.Take());
  }

  void OnCaseFinished(size_t, const run::CaseResult& result) override {
    if (result.test == nullptr) return;
    JsonWriter json;
    json.BeginObject().Field("event", "case-finished").Field("suite", result.test->suite);
    json.Key("case").Raw(CaseJson(*result.test, result)).EndObject();
    Write(json.Take());
  }

  void OnRunFinished(const run::RunSummary& summary) override {
    JsonWriter json;
    json.BeginObject().Field("event", "run-finished").Field("stop", StopWord(summary.stop));
    json.Key("duration_ms").Integer(std::max<int64_t>(0, summary.duration.count()));
    WriteRunCounts(summary.counts, json);
    json.EndObject();
    Write(json.Take());
  }

  Result<void> Finish() override {
    if (problem_ == 0) return {};
    return Error(ErrorCode::kFileWrite,
                 "cannot write '" + Printable(path_) + "': " + std::strerror(problem_));
  }

 private:
  /// One whole line at once, as far as the system does so.
  void Write(std::string line) {
    line += '\n';
    std::string_view rest = line;
    while (!rest.empty() && problem_ == 0) {
      const ssize_t count = write(fd_, rest.data(), rest.size());
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) problem_ = errno;
      if (count > 0) rest.remove_prefix(static_cast<size_t>(count));
    }
  }

  const int fd_;
  const std::string path_;
  int problem_ = 0;
};

}  // namespace

Result<std::unique_ptr<JsonLines>> MakeJsonLines(const std::string& path) {
  constexpr int kFlags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC;
  const int fd = path == "-" ? STDOUT_FILENO : open(path.c_str(), kFlags, 0666);
  if (fd < 0) {
    return Error(ErrorCode::kFileWrite,
                 "cannot write '" + Printable(path) + "': " + std::strerror(errno));
  }
  return std::unique_ptr<JsonLines>(std::make_unique<JsonLinesImpl>(fd, path));
}

}  // namespace shakedown::report
