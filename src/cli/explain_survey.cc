#include "cli/explain_survey.h"

#include <csignal>
#include <cstdio>
#include <memory>

#include "cli/exit_code.h"
#include "cli/interrupt.h"
#include "cli/version.h"
#include "core/file.h"
#include "report/html_report.h"
#include "report/markdown.h"
#include "report/survey_console.h"
#include "report/survey_json.h"
#include "report/survey_junit.h"

namespace shakedown::cli {
namespace {

int ExitCodeOf(const run::SurveySummary& summary) {
  if (summary.stop == run::Stop::kInterrupted) return kExitInterrupted;
  if (summary.stop == run::Stop::kTerminated) return kExitTerminated;
  if (summary.counts.failed > 0) return kExitFailure;
  return summary.counts.errors > 0 ? kExitError : kExitOk;
}

std::unique_ptr<run::SurveyReporter> MakeConsole(const ExplainOutput& output) {
  report::ConsoleOptions console;
  console.color = output.color;
  console.verbosity = output.verbosity;
  console.results_to_stderr = output.takes_stdout();
  return report::MakeSurveyConsole(console);
}

/// The first failure; the other page is still written.
Result<void> WritePages(const report::SurveyJson& json, const ExplainOutput& output) {
  const auto model = json.Model();
  if (!model) return model.error();
  Result<void> html, markdown;
  if (!output.html_path.empty()) html = report::WriteRunHtml(*model, output.html_path);
  if (!output.markdown_path.empty()) {
    const auto text = report::RunMarkdown(*model);
    markdown = text ? WriteFile(output.markdown_path, *text) : Result<void>(text.error());
  }
  return html ? markdown : html;
}

}  // namespace

int ExplainSurvey(const std::vector<run::SurveyTarget>& targets, const std::string& pool_of,
                  int jobs, const ExplainOutput& output) {
  const auto console = MakeConsole(output);
  std::vector<run::SurveyReporter*> reporters = {console.get()};
  std::unique_ptr<report::SurveyJson> json;
  std::unique_ptr<report::SurveyJunit> junit;
  const bool pages = !output.html_path.empty() || !output.markdown_path.empty();
  if (pages || !output.json_path.empty()) {
    json = report::MakeSurveyJson();
    reporters.push_back(json.get());
  }
  if (!output.junit_path.empty()) {
    junit = report::MakeSurveyJunit(output.junit);
    reporters.push_back(junit.get());
  }
  const run::SurveyOptions options{jobs, pool_of, kVersion, TlsLibrary()};
  const run::SurveySummary summary = run::Survey(targets, options, reporters, WatchInterrupts());
  Result<void> written;
  const auto keep = [&written](Result<void> next) {
    if (written && !next) written = std::move(next);
  };
  if (!output.json_path.empty()) keep(json->WriteTo(output.json_path));
  if (junit) keep(WriteFile(output.junit_path, junit->Document()));
  if (pages) keep(WritePages(*json, output));
  return written ? ExitCodeOf(summary) : Fail(written.error());
}

std::string JunitOfOne(const run::SurveyTarget& target, const run::SurveyResult& result,
                       const report::JunitOptions& options) {
  const auto junit = report::MakeSurveyJunit(options);
  junit->OnSurveyStarted({{&target, 1}, {}, 1, kVersion, TlsLibrary(), result.started});
  junit->OnTargetStarted(0);
  junit->OnTargetFinished(0, result);
  run::SurveySummary summary;
  summary.duration = result.duration;
  junit->OnSurveyFinished(summary);
  return junit->Document();
}

}  // namespace shakedown::cli
