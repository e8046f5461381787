// shakedown explain URL: one identity against one server; why it was refused and who has to change
// what.
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <utility>

#include "cli/command.h"
#include "cli/exit_code.h"
#include "cli/explain_addresses.h"
#include "cli/explain_options.h"
#include "cli/explain_survey.h"
#include "cli/explain_targets.h"
#include "cli/interrupt.h"
#include "cli/manual.h"
#include "cli/version.h"
#include "core/file.h"
#include "report/explanation.h"
#include "report/html_report.h"
#include "report/json.h"
#include "report/markdown.h"
#include "report/model/read_diagnosis.h"

namespace shakedown::cli {
namespace {

constexpr const char* kExitCodes =
    "Exit codes:\n"
    "  0   accepted (with several targets or addresses: all)\n"
    "  1   refused (with several: at least one)\n"
    "  2   usage, or a list or CA file that cannot be read\n"
    "  3   no verdict: server not reached, identity unusable\n"
    "  5   a report could not be written\n"
    "  130, 143  interrupted or terminated\n";

void PrintText(const ExplainOutput& output, const run::Investigation& found) {
  if (output.verbosity < -1 || output.takes_stdout()) return;
  if (output.verbosity == -1) {
    std::printf("%s\n", report::ExplanationLine(found).c_str());
    return;
  }
  report::ExplanationOptions options;
  options.everything = output.verbosity > 0;
  options.color = report::UseColor(output.color, STDOUT_FILENO);
  std::fputs(report::ExplanationText(found, options).c_str(), stdout);
}

Result<void> WriteReports(const ExplainOutput& output, const run::SurveyTarget& target,
                          const run::SurveyResult& result) {
  Result<void> all;
  const auto keep = [&all](Result<void> written) {
    if (all && !written) all = std::move(written);
  };
  const std::string json = report::InvestigationJson(*result.found);
  if (!output.json_path.empty()) keep(WriteFile(output.json_path, json + "\n"));
  if (!output.junit_path.empty()) {
    keep(WriteFile(output.junit_path, JunitOfOne(target, result, output.junit)));
  }
  if (output.html_path.empty() && output.markdown_path.empty()) return all;
  const auto diagnosis = report::model::ReadDiagnosis(json);
  if (!diagnosis) return diagnosis.error();
  if (!output.html_path.empty()) {
    keep(WriteFile(output.html_path, report::DiagnosisHtml(*diagnosis, kVersion)));
  }
  if (!output.markdown_path.empty()) {
    keep(WriteFile(output.markdown_path, report::DiagnosisMarkdown(*diagnosis)));
  }
  return all;
}

int ExitCodeOf(run::Verdict verdict, int signal) {
  if (signal == SIGINT) return kExitInterrupted;
  if (signal == SIGTERM) return kExitTerminated;
  if (verdict == run::Verdict::kPassed) return kExitOk;
  return verdict == run::Verdict::kFailed ? kExitFailure : kExitError;
}

int ExplainOne(run::InvestigationOptions options, const ExplainOutput& output) {
  const std::atomic<int>& interrupt = WatchInterrupts();
  options.interrupt = &interrupt;
  const run::SurveyTarget target{attempt::ToUrl(options.spec.target), std::move(options), {}};
  run::SurveyResult result;
  result.target = &target;
  result.started = UtcNow();
  const auto begin = std::chrono::steady_clock::now();
  Result<run::Investigation> found = run::Investigate(target.options);
  if (!found) return Fail(found.error());
  result.found = std::move(*found);
  result.duration =
      std::chrono::duration_cast<Milliseconds>(std::chrono::steady_clock::now() - begin);
  PrintText(output, *result.found);
  const Result<void> written = WriteReports(output, target, result);
  return written ? ExitCodeOf(result.verdict(), interrupt) : Fail(written.error());
}

/// --jobs; 0 if it was not given.
int JobsOf(const ParsedOptions& options) {
  return options.has("jobs") ? options.values["jobs"].as<int>() : 0;
}

int ExplainMany(const ParsedOptions& options, const ExplainDeclaration& declared,
                const ExplainOutput& output) {
  std::vector<Error> errors;
  const auto targets = ReadTargets(options, declared, &errors);
  if (!targets) return Fail(targets.error());
  if (!errors.empty()) return FailAll(errors);
  return ExplainSurvey(*targets, "", JobsOf(options), output);
}

int ExplainAddresses(const ParsedOptions& options, const run::InvestigationOptions& asked,
                     const ExplainOutput& output) {
  const auto nodes = AddressTargets(options, asked);
  if (!nodes) return Fail(nodes.error());
  return ExplainSurvey(*nodes, asked.spec.target.endpoint.host, JobsOf(options), output);
}

}  // namespace

Manual ExplainManual() {
  const ExplainDeclaration declared;
  return {.usage = "explain URL [options]",
          .about =
              "Makes one handshake with your certificate, asks the server more where the "
              "cause is open, and says why you were refused, what proves it, and who has to "
              "change what.",
          .examples = {"shakedown explain https://host:8443/path --cert me.pem --key me.key",
                       "shakedown explain https://host/ --p12 me.p12 --pass env:MY_PASS",
                       "shakedown explain https://host/ --cert me.pem --as java-sunx509",
                       "shakedown explain https://host/ --cert me.pem --html ticket.html",
                       "shakedown explain --targets hosts.txt --cert me.pem --junit explain.xml"},
          .groups = {declared.target, declared.many, declared.identity, declared.handshake,
                     declared.output},
          .notes = kExitCodes,
          .words = Words::kUrl};
}

int ExplainCommand(const Arguments& arguments) {
  const ExplainDeclaration declared;
  const auto options = ParseOptions(arguments, declared.all, "url");
  if (!options) return Fail(options.error());
  if (options->has("help")) return PrintHelp(ExplainManual());
  const auto output = ReadExplainOutput(*options);
  if (!output) return Fail(output.error());
  if (options->has("jobs") && JobsOf(*options) < 1) {
    return Fail(Error(ErrorCode::kUsage, "--jobs must be at least 1"));
  }
  if (options->has("targets")) return ExplainMany(*options, declared, *output);
  auto investigation = InvestigationReader().Read(*options);
  if (!investigation) return Fail(investigation.error());
  if (options->has("all-addresses")) return ExplainAddresses(*options, *investigation, *output);
  return ExplainOne(*std::move(investigation), *output);
}

}  // namespace shakedown::cli
