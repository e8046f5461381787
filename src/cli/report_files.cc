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
  options->add_options()("json", po::value<std::string>()->value_name("FILE"),
                         "the complete model as JSON ('-': standard output)");
}

Result<ReportFiles> ReportFiles::Open(const ParsedOptions& options, bool default_reports) {
  ReportFiles files;
  files.junit_path_ = options.text("junit");
  files.json_path_ = options.text("json");
  Result<report::JunitOptions> junit = ReadJunitOptions(options);
  if (!junit) return std::move(junit).error();
  if (files.junit_path_ == "-" && files.json_path_ == "-") {
    return Error(ErrorCode::kUsage, "only one report can go to standard output");
  }
  if (default_reports && files.junit_path_.empty() && files.json_path_.empty()) {
    std::error_code problem;
    fs::create_directories(kDefaultFolder, problem);
    files.junit_path_ = std::string(kDefaultFolder) + "/junit.xml";
    files.json_path_ = std::string(kDefaultFolder) + "/report.json";
  }
  for (const std::string& path : {files.junit_path_, files.json_path_}) {
    if (auto writable = CheckWritable(path); !writable) return std::move(writable).error();
  }
  if (!files.junit_path_.empty()) files.junit_ = report::MakeJunitReport(*std::move(junit));
  if (!files.json_path_.empty()) files.json_ = report::MakeJsonReport();
  return files;
}

std::vector<run::Reporter*> ReportFiles::reporters() const {
  std::vector<run::Reporter*> reporters;
  if (junit_) reporters.push_back(junit_.get());
  if (json_) reporters.push_back(json_.get());
  return reporters;
}

Result<void> ReportFiles::Write() const {
  Result<void> result;
  if (json_) result = WriteFile(json_path_, json_->Document());
  if (junit_) {
    auto written = WriteFile(junit_path_, junit_->Document());
    if (result) result = std::move(written);
  }
  return result;
}

Result<void> ReportFiles::WriteHarness(const std::string& case_name, const Error& reason,
                                       bool skipped) const {
  if (!junit_) return {};
  return WriteFile(junit_path_,
                   report::HarnessDocument(case_name, reason.Line(), reason.Text(), skipped));
}

std::string ReportFiles::Description() const {
  std::string text;
  for (const std::string& path : {junit_path_, json_path_}) {
    if (path.empty() || path == "-") continue;
    text += (text.empty() ? "" : ", ") + path;
  }
  return text;
}

}  // namespace shakedown::cli
