#include "cli/report_files.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "core/file.h"
#include "core/text.h"

namespace shakedown::cli {
namespace {

namespace fs = std::filesystem;
constexpr const char* kDefaultFolder = "reports";

}  // namespace

Result<void> CheckWritable(const std::string& path) {
  if (path.empty() || path == "-") return {};
  const fs::path folder = fs::path(path).has_parent_path() ? fs::path(path).parent_path() : ".";
  std::error_code problem;
  std::string why;
  if (!fs::is_directory(folder, problem)) {
    why = "there is no folder '" + Printable(folder.string()) + "'";
  } else if (fs::is_directory(path, problem)) {
    why = "it is a folder";
  } else if (access(folder.c_str(), W_OK | X_OK) != 0) {
    why = std::strerror(errno);
  }
  if (why.empty()) return {};
  return Error(ErrorCode::kFileWrite, "cannot write report '" + Printable(path) + "': " + why)
      .WithHint("nothing was run; make the folder, or name another file");
}

void AddJunitOptions(po::options_description* options) {
  options->add_options()("junit", po::value<std::string>()->value_name("FILE"),
                         "JUnit XML ('-': standard output)");
  options->add_options()("junit-profile", po::value<std::string>()->value_name("extended|strict"),
                         "extended (default) or strict (Jenkins schema)");
  options->add_options()("no-hostname", "leave this machine's name out of JUnit");
}

Result<report::JunitOptions> ReadJunitOptions(const ParsedOptions& options) {
  const std::string profile = options.text("junit-profile");
  if (!profile.empty() && profile != "strict" && profile != "extended") {
    return Error(ErrorCode::kUsage, "--junit-profile is extended or strict");
  }
  report::JunitOptions junit;
  junit.strict = profile == "strict";
  junit.hostname = !options.has("no-hostname");
  // CI systems look for the files of cases below the folder that the job started in.
  std::error_code problem;
  junit.root = fs::current_path(problem).string();
  return junit;
}

void AddReportOptions(po::options_description* options) {
  AddJunitOptions(options);
  auto add = options->add_options();
  add("json", po::value<std::string>()->value_name("FILE"),
      "the complete model as JSON ('-': standard output)");
  add("json-lines", po::value<std::string>()->value_name("FILE"),
      "each case as a line of JSON as soon as it ends");
  AddRenderedOptions(options);
}

Result<void> ReportFiles::CheckPaths() const {
  int on_stdout = 0;
  for (const std::string& path : {junit_path_, json_path_, lines_path_}) {
    on_stdout += path == "-";
    if (auto writable = CheckWritable(path); !writable) return writable;
  }
  if (on_stdout + (rendered_.uses_stdout() ? 1 : 0) <= 1) return {};
  return Error(ErrorCode::kUsage, "only one report can go to standard output");
}

Result<ReportFiles> ReportFiles::Open(const ParsedOptions& options, bool default_reports) {
  ReportFiles files;
  files.junit_path_ = options.text("junit");
  files.json_path_ = options.text("json");
  files.lines_path_ = options.text("json-lines");
  Result<report::JunitOptions> junit = ReadJunitOptions(options);
  if (!junit) return std::move(junit).error();
  auto rendered = RenderedFiles::Open(options);
  if (!rendered) return std::move(rendered).error();
  files.rendered_ = *std::move(rendered);
  const bool named = !files.junit_path_.empty() || !files.json_path_.empty() ||
                     !files.lines_path_.empty() || !files.rendered_.paths().empty() ||
                     files.rendered_.uses_stdout();
  if (default_reports && !named) {
    std::error_code problem;
    fs::create_directories(kDefaultFolder, problem);
    files.junit_path_ = std::string(kDefaultFolder) + "/junit.xml";
    files.json_path_ = std::string(kDefaultFolder) + "/report.json";
    files.rendered_.set_html(std::string(kDefaultFolder) + "/report.html");
  }
  if (auto checked = files.CheckPaths(); !checked) return std::move(checked).error();
  junit->pictures = files.rendered_.pictures();
  if (!files.junit_path_.empty()) files.junit_ = report::MakeJunitReport(*std::move(junit));
  if (!files.json_path_.empty() || files.rendered_.any()) files.json_ = report::MakeJsonReport();
  if (!files.lines_path_.empty()) {
    auto lines = report::MakeJsonLines(files.lines_path_);
    if (!lines) return std::move(lines).error();
    files.lines_ = *std::move(lines);
  }
  return files;
}

std::vector<run::Reporter*> ReportFiles::reporters() const {
  std::vector<run::Reporter*> reporters;
  if (junit_) reporters.push_back(junit_.get());
  if (json_) reporters.push_back(json_.get());
  if (lines_) reporters.push_back(lines_.get());
  return reporters;
}

Result<void> ReportFiles::Write() const {
  Result<void> all;
  const auto keep = [&all](Result<void> written) {
    if (all && !written) all = std::move(written);
  };
  if (!json_path_.empty()) keep(json_->WriteTo(json_path_));
  if (junit_) keep(WriteFile(junit_path_, junit_->Document()));
  if (lines_) keep(lines_->Finish());
  if (!rendered_.any()) return all;
  const auto model = json_->Model();
  keep(model ? rendered_.Write(*model) : Result<void>(model.error()));
  return all;
}

Result<void> ReportFiles::WriteHarness(const std::string& case_name, const Error& reason,
                                       bool skipped) const {
  if (!junit_) return {};
  return WriteFile(junit_path_,
                   report::HarnessDocument(case_name, reason.Line(), reason.Text(), skipped));
}

std::string ReportFiles::Description() const {
  std::string text;
  std::vector<std::string> paths = {junit_path_, json_path_, lines_path_};
  for (const std::string& path : rendered_.paths()) paths.push_back(path);
  for (const std::string& path : paths) {
    if (path.empty() || path == "-") continue;
    text += (text.empty() ? "" : ", ") + path;
  }
  return text;
}

}  // namespace shakedown::cli
