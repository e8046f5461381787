#include "cli/rendered_files.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "cli/report_files.h"
#include "core/clock.h"
#include "core/file.h"
#include "core/text.h"
#include "report/annotations.h"
#include "report/html_report.h"
#include "report/markdown.h"
#include "report/pictures.h"
#include "report/tap.h"

namespace shakedown::cli {
namespace {

bool IsSet(const char* variable) {
  const char* value = std::getenv(variable);
  return value != nullptr && std::string_view(value) == "true";
}

/// Whose commands to write into the log; kUsage for an unknown word.
Result<std::string> ReadAnnotations(const std::string& word) {
  if (word == "github" || word == "gitlab") return word;
  if (word == "never") return std::string();
  if (!word.empty() && word != "auto") {
    return Error(ErrorCode::kUsage, "--annotations '" + Printable(word) + "' is not known")
        .WithHint("it is auto, github, gitlab or never");
  }
  if (IsSet("GITHUB_ACTIONS")) return std::string("github");
  return std::string(IsSet("GITLAB_CI") ? "gitlab" : "");
}

/// The summary of a step is shared by all that write to it, so it is added to; other files are
/// replaced.
Result<void> WriteMarkdown(const std::string& path, const std::string& text) {
  const char* summary = std::getenv("GITHUB_STEP_SUMMARY");
  if (summary == nullptr || path != summary) return WriteFile(path, text);
  std::ofstream file(path, std::ios::binary | std::ios::app);
  file << text;
  file.flush();
  if (file) return {};
  return Error(ErrorCode::kFileWrite, "cannot add to '" + Printable(path) + "'");
}

Result<void> WriteText(const std::string& path, const Result<std::string>& text) {
  return text ? WriteMarkdown(path, *text) : Result<void>(text.error());
}

}  // namespace

void AddRenderedOptions(po::options_description* options) {
  auto add = options->add_options();
  const auto file = [] { return po::value<std::string>()->value_name("FILE"); };
  add("html", file(), "one page that needs nothing else ('-': standard output)");
  add("markdown", file(), "for step summaries and merge requests; added to $GITHUB_STEP_SUMMARY");
  add("tap", file(), "Test Anything Protocol 14");
  add("pictures", po::value<std::string>()->value_name("DIR"),
      "ladders and chains of what did not pass as SVG files, attached in JUnit");
  add("annotations", po::value<std::string>()->value_name("auto|github|gitlab|never"),
      "what CI systems read from the log (default: auto)");
}

Result<RenderedFiles> RenderedFiles::Open(const ParsedOptions& options) {
  RenderedFiles files;
  files.html_ = options.text("html");
  files.markdown_ = options.text("markdown");
  files.tap_ = options.text("tap");
  files.pictures_ = options.text("pictures");
  auto annotations = ReadAnnotations(options.text("annotations"));
  if (!annotations) return std::move(annotations).error();
  files.annotations_ = *std::move(annotations);
  for (const std::string& path : {files.html_, files.markdown_, files.tap_}) {
    if (auto writable = CheckWritable(path); !writable) return std::move(writable).error();
  }
  return files;
}

bool RenderedFiles::any() const {
  return !html_.empty() || !markdown_.empty() || !tap_.empty() || !pictures_.empty() ||
         !annotations_.empty();
}

std::vector<std::string> RenderedFiles::paths() const {
  std::vector<std::string> paths;
  for (const std::string& path : {html_, markdown_, tap_, pictures_}) {
    if (!path.empty() && path != "-") paths.push_back(path);
  }
  return paths;
}

Result<void> RenderedFiles::Write(const report::model::RunReport& report) const {
  Result<void> all;
  const auto keep = [&all](Result<void> written) {
    if (all && !written) all = std::move(written);
  };
  if (!html_.empty()) keep(report::WriteRunHtml(report, html_));
  if (!markdown_.empty()) keep(WriteText(markdown_, report::RunMarkdown(report)));
  if (!tap_.empty()) keep(WriteFile(tap_, report::TapDocument(report)));
  if (!pictures_.empty()) keep(report::WritePictures(report, pictures_));
  std::string lines;
  if (annotations_ == "github") lines = report::GithubAnnotations(report);
  if (annotations_ == "gitlab") {
    lines = report::GitlabSections(report, UtcNow().time_since_epoch().count());
  }
  std::fputs(lines.c_str(), uses_stdout() ? stderr : stdout);
  return all;
}

}  // namespace shakedown::cli
