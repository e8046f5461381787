// shakedown run [SUITE...]: runs suites and writes reports.
#include <fcntl.h>
#include <unistd.h>

#include <cstdio>

#include "cli/case_list.h"
#include "cli/command.h"
#include "cli/connection_options.h"
#include "cli/exit_code.h"
#include "cli/interrupt.h"
#include "cli/manual.h"
#include "cli/options.h"
#include "cli/report_files.h"
#include "cli/run_options.h"
#include "cli/run_targets.h"
#include "cli/suites.h"
#include "cli/version.h"
#include "core/text.h"
#include "report/baseline_report.h"
#include "report/console.h"
#include "run/baseline.h"
#include "run/runner.h"
#include "run/serve_suite.h"
#include "run/target_plan.h"
#include "scenario/baseline.h"

namespace shakedown::cli {
namespace {

void AddOutputOptions(OptionGroup* output) {
  auto add = output->add_options();
  add("list", "print the selected cases and stop");
  add("dry-run", "check files, keys and variables; open no socket");
  add("no-tests", po::value<std::string>()->value_name("pass|fail"),
      "what an empty selection is (default: fail, exit code 4)");
  AddColorOption(output);
  add("quiet,q", "only failures and the summary; -qq: nothing");
  add("verbose,v", "handshake ladders of failures; -vv: of all cases");
  add("help,h", "show this text");
}

Result<report::ConsoleOptions> ReadConsoleOptions(const ParsedOptions& options, bool stdout_taken) {
  report::ConsoleOptions console;
  console.verbosity = options.verbosity;
  const auto color = ReadColor(options);
  if (!color) return color.error();
  console.color = *color;
  if (stdout_taken) console.results_to_stderr = true;
  return console;
}

int ExitCodeOf(const run::RunSummary& summary) {
  if (summary.stop == run::Stop::kInterrupted) return kExitInterrupted;
  if (summary.stop == run::Stop::kTerminated) return kExitTerminated;
  if (summary.counts.failed > 0) return kExitFailure;
  return summary.counts.errors > 0 ? kExitError : kExitOk;
}

/// Tells a runner that asked for it that sharding is supported.
void TouchStatusFile(const std::string& path) {
  if (path.empty()) return;
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
  if (fd >= 0) close(fd);
}

int NothingToRun(const run::Plan& plan, const Shard& shard, const ParsedOptions& options,
                 const ReportFiles& files) {
  if (plan.selected_before_sharding > 0) {
    const Error reason(ErrorCode::kUsage, "shard " + std::to_string(shard.index + 1) + "/" +
                                              std::to_string(shard.count) + " has no cases");
    std::fprintf(stderr, "shakedown: %s\n", reason.Line().c_str());
    const auto written = files.WriteHarness("shard has no cases", reason, true);
    return written ? kExitOk : Fail(written.error());
  }
  const bool pass = options.text("no-tests") == "pass";
  const Error reason =
      Error(ErrorCode::kUsage, "no case is selected")
          .WithHint("'shakedown list' shows the ids and tags that can be selected");
  std::fprintf(stderr, "shakedown: %s\n", reason.Text().c_str());
  const auto written = files.WriteHarness("case selection", reason, pass);
  if (!written) return Fail(written.error());
  return pass ? kExitOk : kExitNothing;
}

/// Every suite once for each target of the list; an exit code other than 0 if that cannot be.
int SpreadOverTargets(const ParsedOptions& options, run::RunOptions* run_options,
                      std::vector<SuitePtr>* suites) {
  std::vector<Error> errors;
  auto targets = ReadRunTargets(options, &errors);
  if (!targets) return Fail(targets.error());
  if (!errors.empty()) return FailAll(errors);
  run_options->targets = *std::move(targets);
  auto copies = run::SuitesForTargets(*suites, run_options->targets);
  if (!copies) return Fail(copies.error());
  *suites = *std::move(copies);
  return kExitOk;
}

int DryRun(const run::Plan& plan, const run::RunOptions& options) {
  PrintCaseList(plan);
  const auto errors = run::Check(plan, options);
  for (const Error& error : errors) std::fprintf(stderr, "shakedown: %s\n", error.Text().c_str());
  return errors.empty() ? kExitOk : kExitUsage;
}

/// Marks the cases that --baseline lists; an exit code other than 0 if the file is wrong.
int TakeBaseline(const ParsedOptions& options, run::Plan* plan) {
  if (!options.has("baseline")) return kExitOk;
  scenario::LoadedBaseline baseline = scenario::LoadBaseline(options.text("baseline"));
  if (!baseline.ok()) return FailAll(baseline.errors);
  std::vector<Error> errors;
  const run::BaselineUse use = run::ApplyBaseline(baseline.entries, UtcNow(), plan, &errors);
  if (!errors.empty()) return FailAll(errors);
  for (const std::string& text : use.expired) std::fprintf(stderr, "shakedown: %s\n", text.c_str());
  return kExitOk;
}

/// Writes --write-baseline, if it was asked for.
Result<void> WriteBaseline(const report::BaselineReport& baseline, const ParsedOptions& options) {
  if (!options.has("write-baseline")) return {};
  const std::string path = options.text("write-baseline");
  if (Result<void> written = baseline.WriteTo(path); !written) return written;
  std::fprintf(stderr, "Baseline: %s, %zu failure%s, %zu without a reason\n", path.c_str(),
               baseline.size(), baseline.size() == 1 ? "" : "s", baseline.without_reason());
  return {};
}

int RunPlan(const run::Plan& plan, const ParsedOptions& given, const run::RunOptions& options,
            const report::ConsoleOptions& console_options, const ReportFiles& files) {
  const auto console = report::MakeConsoleReport(console_options);
  std::vector<run::Reporter*> reporters = files.reporters();
  reporters.push_back(console.get());
  report::BaselineReport baseline;
  reporters.push_back(&baseline);
  const auto summary = run::Run(plan, options, reporters, WatchInterrupts());
  if (!summary) {
    const int code = Fail(summary.error());
    const auto written = files.WriteHarness("start", summary.error(), false);
    return written ? code : Fail(written.error());
  }
  if (const auto written = files.Write(); !written) return Fail(written.error());
  if (const auto written = WriteBaseline(baseline, given); !written) return Fail(written.error());
  if (console_options.verbosity > -2 && !files.Description().empty()) {
    std::fprintf(stderr, "Reports: %s\n", files.Description().c_str());
  }
  return ExitCodeOf(*summary);
}

}  // namespace

Manual RunManual() {
  Manual manual{
      .usage = "run [SUITE...] [options]",
      .about =
          "Runs suites (files or folders; default: the shipped ones) and explains every "
          "refusal.",
      .examples = {"shakedown run                                   against the built-in peer",
                   "shakedown run --target https://host:8443/ --server-ca server-ca.pem \\\n"
                   "    --ca-cert clients-ca.pem --ca-key clients-ca.key",
                   "shakedown run --filter '*expired*' -v"},
      .notes = ExitCodeHelp(),
      .words = Words::kFiles};
  AddTargetOptions(&manual.groups.emplace_back("Target"));
  AddSelectionOptions(&manual.groups.emplace_back("Selection"));
  AddExecutionOptions(&manual.groups.emplace_back("Execution"));
  OptionGroup& reports = manual.groups.emplace_back(
      "Reports (default: junit.xml, report.json and report.html in reports/)");
  AddReportOptions(&reports);
  reports.add_options()("no-reports", "write no report files");
  AddOutputOptions(&manual.groups.emplace_back("Output"));
  return manual;
}

int RunCommand(const Arguments& arguments) {
  const Manual manual = RunManual();
  po::options_description all;
  for (const OptionGroup& group : manual.groups) all.add(group);
  all.add_options()("suite", po::value<std::vector<std::string>>(), "");
  const auto options = ParseOptions(arguments, all, "suite");
  if (!options) return Fail(options.error());
  if (options->has("help")) return PrintHelp(manual);
  const auto names = FindSuites(options->texts("suite"));
  if (!names) return Fail(names.error());
  auto run_options = ReadRunOptions(*options, options->texts("suite"));
  if (!run_options) return Fail(run_options.error());
  const auto selected = ReadSelection(*options, ProcessEnvironment());
  if (!selected) return Fail(selected.error());
  auto suites = LoadSuites(*names);
  if (suites.empty()) return kExitUsage;
  std::erase_if(suites, [](const SuitePtr& suite) { return run::IsForClients(*suite); });
  if (suites.empty()) {
    return Fail(Error(ErrorCode::kUsage, "this suite puts clients under test")
                    .WithHint("'shakedown serve --suite FILE' runs it"));
  }
  if (options->has("targets")) {
    const int code = SpreadOverTargets(*options, &*run_options, &suites);
    if (code != kExitOk) return code;
  }
  auto plan = run::MakePlan(suites, selected->selection);
  if (!plan) return Fail(plan.error());
  if (const int code = TakeBaseline(*options, &*plan); code != kExitOk) return code;
  if (options->has("list")) {
    PrintCaseList(*plan);
    return plan->cases.empty() ? kExitNothing : kExitOk;
  }
  if (options->has("dry-run")) return DryRun(*plan, *run_options);

  const auto files = ReportFiles::Open(*options, !options->has("no-reports"));
  if (!files) return Fail(files.error());
  const auto console = ReadConsoleOptions(*options, files->uses_stdout());
  if (!console) return Fail(console.error());
  TouchStatusFile(selected->shard.status_file);
  if (plan->cases.empty()) return NothingToRun(*plan, selected->shard, *options, *files);
  run_options->seed = selected->selection.seed;
  run_options->tool_version = kVersion;
  run_options->tls_library = TlsLibrary();
  if (selected->shard.count > 1) {
    run_options->shard =
        std::to_string(selected->shard.index + 1) + "/" + std::to_string(selected->shard.count);
    std::fprintf(stderr, "Shard %s, from %s\n", run_options->shard.c_str(),
                 selected->shard.source.c_str());
  }
  return RunPlan(*plan, *options, *run_options, *console, *files);
}

}  // namespace shakedown::cli
