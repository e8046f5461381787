#include "cli/serve_suite_command.h"

#include <stdlib.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <system_error>

#include "attempt/endpoint.h"
#include "cli/connection_options.h"
#include "cli/exit_code.h"
#include "cli/interrupt.h"
#include "cli/report_files.h"
#include "cli/run_options.h"
#include "cli/suites.h"
#include "cli/version.h"
#include "core/text.h"
#include "report/console.h"
#include "run/serve_suite.h"

namespace shakedown::cli {
namespace {

namespace fs = std::filesystem;

/// What a suite says itself, and what only a server without one asks.
constexpr const char* kForeign[] = {"client-ca",
                                    "crl",
                                    "announce",
                                    "behave",
                                    "late-path",
                                    "expect",
                                    "vary",
                                    "expect-cert",
                                    "signature-algorithms",
                                    "certificate-types",
                                    "verify-depth",
                                    "once",
                                    "count",
                                    "tickets",
                                    "tls",
                                    "cert",
                                    "p12",
                                    "server-name",
                                    "save-ca"};

/// The folder of the client's files: the one that was named, or one that goes with this object.
class MaterialFolder final {
 public:
  MaterialFolder() = default;
  ~MaterialFolder() {
    std::error_code ignored;
    if (own_) fs::remove_all(path_, ignored);
  }
  MaterialFolder(const MaterialFolder&) = delete;
  MaterialFolder& operator=(const MaterialFolder&) = delete;

  Result<void> Open(const std::string& named) {
    std::error_code problem;
    if (named.empty()) {
      std::string pattern = (fs::temp_directory_path(problem) / "shakedown-XXXXXX").string();
      own_ = !problem && mkdtemp(pattern.data()) != nullptr;
      path_ = pattern;
      if (own_) return {};
    } else {
      fs::create_directories(named, problem);
      path_ = fs::absolute(named, problem).string();
      if (!problem) return {};
    }
    return Error(ErrorCode::kFileWrite, "the folder '" + Printable(path_) + "' cannot be made")
        .WithHint("name one with --material DIR");
  }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
  bool own_ = false;
};

Result<run::ServeSuiteOptions> ReadOptions(const ParsedOptions& options) {
  for (const char* name : kForeign) {
    if (!options.has(name)) continue;
    return Error(ErrorCode::kUsage, "--" + std::string(name) + " does not go with --suite")
        .WithHint("the suite says what is asked of the client, and what it is to do");
  }
  run::ServeSuiteOptions read;
  if (options.has("listen")) {
    std::string text = options.text("listen");
    const bool any_port = text.ends_with(":0");
    if (any_port) text.back() = '1';
    const auto endpoint = attempt::ParseEndpoint(text);
    if (!endpoint) return Error(endpoint.error()).AddContext("--listen");
    read.address = endpoint->host;
    read.port = any_port ? 0 : endpoint->port;
  } else if (!options.has("drive")) {
    read.port = 8443;
  }
  const auto idle = ReadTimeout(options, read.idle_limit);
  if (!idle) return idle.error();
  read.idle_limit = *idle;
  read.drive = options.text("drive");
  if (options.has("drive-timeout")) {
    const auto limit = ParseDuration(options.text("drive-timeout"));
    if (!limit || limit->count() <= 0) {
      return Error(ErrorCode::kUsage, "--drive-timeout is a time such as 20s");
    }
    read.drive_limit = *limit;
  }
  read.key_log = KeyLogFile(options);
  read.tool_version = kVersion;
  read.tls_library = TlsLibrary();
  return read;
}

/// Suites whose cases are all of another kind are a mistake.
Result<run::Plan> ReadPlan(const ParsedOptions& options, const std::vector<SuitePtr>& suites) {
  const auto other = std::ranges::find_if_not(
      suites, [](const SuitePtr& suite) { return run::IsForClients(*suite); });
  if (other != suites.end()) {
    return Error(ErrorCode::kUsage, "the suite '" + (*other)->name + "' examines servers")
        .WithHint("'shakedown run' runs it; suites for serve have <client-case> elements");
  }
  const auto selected = ReadSelection(options, ProcessEnvironment());
  if (!selected) return selected.error();
  return run::MakePlan(suites, selected->selection);
}

int ExitCodeOf(const run::RunSummary& summary) {
  if (summary.stop == run::Stop::kInterrupted) return kExitInterrupted;
  if (summary.stop == run::Stop::kTerminated) return kExitTerminated;
  if (summary.counts.failed > 0) return kExitFailure;
  return summary.counts.errors > 0 ? kExitError : kExitOk;
}

int RunSuites(const run::Plan& plan, const run::ServeSuiteOptions& serve,
              const ParsedOptions& options) {
  const auto files = ReportFiles::Open(options, false);
  if (!files) return Fail(files.error());
  report::ConsoleOptions console_options;
  console_options.verbosity = options.verbosity;
  const auto color = ReadColor(options);
  if (!color) return Fail(color.error());
  console_options.color = *color;
  console_options.results_to_stderr = files->uses_stdout();
  const auto console = report::MakeConsoleReport(console_options);
  std::vector<run::Reporter*> reporters = files->reporters();
  reporters.push_back(console.get());
  const auto summary = run::ServeSuite(plan, serve, reporters, WatchInterrupts());
  if (!summary) {
    const int code = Fail(summary.error());
    const auto written = files->WriteHarness("start", summary.error(), false);
    return written ? code : Fail(written.error());
  }
  if (const auto written = files->Write(); !written) return Fail(written.error());
  return ExitCodeOf(*summary);
}

}  // namespace

void PrintKeyLogWarning(const std::string& path) {
  std::fprintf(stderr, "  session secrets go to %s: whoever has them reads these connections\n",
               Printable(path).c_str());
}

int ServeSuiteCommand(const ParsedOptions& options) {
  auto serve = ReadOptions(options);
  if (!serve) return Fail(serve.error());
  const auto names = FindSuites(options.texts("suite"));
  if (!names) return Fail(names.error());
  const auto suites = LoadSuites(*names);
  if (suites.empty()) return kExitUsage;
  const auto plan = ReadPlan(options, suites);
  if (!plan) return Fail(plan.error());
  if (plan->cases.empty()) {
    std::fputs("shakedown: no case is selected\n", stderr);
    return kExitNothing;
  }
  MaterialFolder folder;
  if (const auto opened = folder.Open(options.text("material")); !opened) {
    return Fail(opened.error());
  }
  serve->directory = folder.path();
  if (options.verbosity > -2) {
    serve->tell = [](const std::string& line) { std::fprintf(stderr, "%s\n", line.c_str()); };
    if (!serve->key_log.empty()) PrintKeyLogWarning(serve->key_log);
  }
  return RunSuites(*plan, *serve, options);
}

}  // namespace shakedown::cli
