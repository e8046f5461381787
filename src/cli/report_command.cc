// shakedown report FILE.json and shakedown merge FILE...: reports of runs that are over.
#include <cstdio>

#include "cli/command.h"
#include "cli/exit_code.h"
#include "cli/manual.h"
#include "cli/rendered_files.h"
#include "cli/report_files.h"
#include "cli/version.h"
#include "core/file.h"
#include "core/text.h"
#include "report/flows_json.h"
#include "report/html_report.h"
#include "report/junit_document.h"
#include "report/markdown.h"
#include "report/merge.h"
#include "report/model/read_diagnosis.h"
#include "report/model/report_file.h"
#include "report/survey_json.h"

namespace shakedown::cli {
namespace {

using report::model::RunReport;

OptionGroup FileOptions() {
  OptionGroup group("Reports");
  AddJunitOptions(&group);
  group.add_options()("json", po::value<std::string>()->value_name("FILE"),
                      "the run as one JSON report ('-': standard output)");
  AddRenderedOptions(&group);
  group.add_options()("help,h", "show this text");
  return group;
}

int ExitCodeOf(const RunReport& report) {
  const report::model::Counts counts = report.counts();
  if (counts.failed > 0) return kExitFailure;
  if (counts.errors > 0) return kExitError;
  return counts.total() == 0 ? kExitNothing : kExitOk;
}

/// Writes what the options ask for; kUsage if that is nothing.
Result<void> WriteAll(const RunReport& report, const ParsedOptions& options) {
  const auto rendered = RenderedFiles::Open(options);
  if (!rendered) return rendered.error();
  auto junit = ReadJunitOptions(options);
  if (!junit) return std::move(junit).error();
  const std::string junit_path = options.text("junit"), json_path = options.text("json");
  const bool named = !rendered->paths().empty() || rendered->uses_stdout();
  if (!named && junit_path.empty() && json_path.empty()) {
    return Error(ErrorCode::kUsage, "no report is asked for")
        .WithHint("name one: --html report.html, --markdown summary.md, --junit junit.xml");
  }
  for (const std::string& path : {junit_path, json_path}) {
    if (auto writable = CheckWritable(path); !writable) return writable;
  }
  if (!json_path.empty()) {
    if (auto written = report::WriteRunJson(report, json_path); !written) return written;
  }
  junit->pictures = rendered->pictures();
  if (!junit_path.empty()) {
    const auto document = report::RunJunit(report, *junit);
    if (!document) return document.error();
    if (auto written = WriteFile(junit_path, *document); !written) return written;
  }
  return rendered->Write(report);
}

/// What is written of explanations, which are no run of cases.
Result<void> CheckPages(const std::string& what, const ParsedOptions& options) {
  const std::string html = options.text("html"), markdown = options.text("markdown");
  if (html.empty() && markdown.empty()) {
    return Error(ErrorCode::kUsage, "the file holds " + what + ", and no report of it is asked for")
        .WithHint("name one: --html page.html or --markdown text.md");
  }
  for (const char* name : {"junit", "json", "tap", "pictures"}) {
    if (!options.has(name)) continue;
    return Error(ErrorCode::kUsage,
                 std::string("--") + name + " is about runs, and the file holds " + what)
        .WithHint(
            "of this file there is --html and --markdown; 'shakedown explain' itself has "
            "--junit and --json");
  }
  for (const std::string& path : {html, markdown}) {
    if (auto writable = CheckWritable(path); !writable) return writable;
  }
  return {};
}

/// The page and the text of many targets, as `explain --targets --json` wrote them.
Result<void> WriteSurvey(const RunReport& survey, const ParsedOptions& options) {
  if (auto pages = CheckPages("a survey", options); !pages) return pages;
  const std::string html = options.text("html"), markdown = options.text("markdown");
  if (!html.empty()) {
    if (auto written = report::WriteRunHtml(survey, html); !written) return written;
  }
  if (markdown.empty()) return {};
  const auto text = report::RunMarkdown(survey);
  return text ? WriteFile(markdown, *text) : Result<void>(text.error());
}

/// The page or text of one diagnosis, as `explain --json` wrote it.
Result<void> WriteDiagnosis(const std::string& json, const ParsedOptions& options) {
  const auto diagnosis = report::model::ReadDiagnosis(json);
  if (!diagnosis) return diagnosis.error();
  if (auto pages = CheckPages("one diagnosis", options); !pages) return pages;
  const std::string html = options.text("html"), markdown = options.text("markdown");
  if (!html.empty()) {
    const std::string page = report::DiagnosisHtml(*diagnosis, kVersion);
    if (auto written = WriteFile(html, page); !written) return written;
  }
  if (markdown.empty()) return {};
  return WriteFile(markdown, report::DiagnosisMarkdown(*diagnosis));
}

Result<ParsedOptions> Parse(const Arguments& arguments, const Manual& manual) {
  po::options_description all;
  all.add(manual.groups.front()).add_options()("file", po::value<std::vector<std::string>>(), "");
  return ParseOptions(arguments, all, "file");
}

/// The schema that a file names; empty for standard input, which can be read only once.
std::string SchemaOf(const std::string& path) {
  if (path == "-") return {};
  const auto file = report::model::ReportFile::Open(path);
  return file ? report::model::SchemaOf(**file) : std::string();
}

}  // namespace

Manual ReportManual() {
  return {.usage = "report FILE.json [options]",
          .about =
              "Renders the report of an earlier run anew, without running anything: as HTML, "
              "Markdown, JUnit, TAP or pictures. Also takes what 'watch --json' wrote of "
              "connections, or 'decode --json' of a capture, and what 'explain --json' wrote, of "
              "one target or of many (HTML and Markdown). The exit code is that of the run.",
          .examples = {"shakedown report reports/report.json --html report.html",
                       "shakedown report report.json --markdown \"$GITHUB_STEP_SUMMARY\"",
                       "shakedown report diagnosis.json --html ticket.html"},
          .groups = {FileOptions()},
          .notes = ExitCodeHelp(),
          .words = Words::kFiles};
}

int ReportCommand(const Arguments& arguments) {
  const Manual manual = ReportManual();
  const auto options = Parse(arguments, manual);
  if (!options) return Fail(options.error());
  if (options->has("help")) return PrintHelp(manual);
  const auto files = options->texts("file");
  if (files.size() != 1) {
    return Fail(Error(ErrorCode::kUsage,
                      files.empty() ? "the report is missing" : "more than one report is given")
                    .WithHint("shakedown report FILE.json --html report.html; several shards are "
                              "united by 'shakedown merge'"));
  }
  const std::string schema = SchemaOf(files.front());
  if (schema == report::kSurveySchema) {
    const auto survey = RunReport::LoadSurvey(files.front());
    if (!survey) return Fail(survey.error());
    const auto written = WriteSurvey(*survey, *options);
    return written ? ExitCodeOf(*survey) : Fail(written.error());
  }
  if (schema == report::kFlowsSchema) {
    const auto flows = RunReport::LoadFlows(files.front());
    if (!flows) return Fail(flows.error());
    const auto written = WriteAll(*flows, *options);
    return written ? ExitCodeOf(*flows) : Fail(written.error());
  }
  if (schema == report::kDiagnosisSchema) {
    const auto json = ReadFile(files.front());
    if (!json) return Fail(json.error());
    const auto written = WriteDiagnosis(*json, *options);
    return written ? kExitOk : Fail(written.error());
  }
  const auto report = RunReport::Load(files.front());
  if (!report) return Fail(report.error());
  const auto written = WriteAll(*report, *options);
  return written ? ExitCodeOf(*report) : Fail(written.error());
}

Manual MergeManual() {
  return {.usage = "merge FILE.json... [options]",
          .about =
              "Makes one report of the reports of several shards. Every case has to be there once, "
              "and no shard may be missing.",
          .examples = {"shakedown merge shard-*.json --json report.json --junit junit.xml",
                       "shakedown merge shard-*.json --html report.html"},
          .groups = {FileOptions()},
          .notes = ExitCodeHelp(),
          .words = Words::kFiles};
}

int MergeCommand(const Arguments& arguments) {
  const Manual manual = MergeManual();
  const auto options = Parse(arguments, manual);
  if (!options) return Fail(options.error());
  if (options->has("help")) return PrintHelp(manual);
  const auto files = options->texts("file");
  std::vector<RunReport> shards;
  for (const std::string& file : files) {
    auto shard = RunReport::Load(file);
    if (!shard) return Fail(shard.error());
    shards.push_back(*std::move(shard));
  }
  const auto merged = report::Merge(std::move(shards), files);
  if (!merged) return Fail(merged.error());
  const auto written = WriteAll(*merged, *options);
  if (!written) return Fail(written.error());
  std::fprintf(stderr, "%zu cases of %zu reports\n", merged->entries().size(), files.size());
  return ExitCodeOf(*merged);
}

}  // namespace shakedown::cli
