#include "cli/flow_pages.h"

#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <utility>

#include "cli/connection_options.h"
#include "cli/report_files.h"
#include "core/file.h"
#include "report/html_report.h"
#include "report/junit_document.h"
#include "report/markdown.h"
#include "report/model/run_report.h"

namespace shakedown::cli {
namespace {

/// A new, empty file that nobody else can read.
Result<std::string> TemporaryFile() {
  std::error_code ignored;
  const std::filesystem::path folder = std::filesystem::temp_directory_path(ignored);
  std::string path = (folder / "shakedown-flows-XXXXXX").string();
  const int fd = mkstemp(path.data());
  if (fd < 0) {
    return Error(ErrorCode::kFileWrite, std::string("no temporary file: ") + std::strerror(errno))
        .WithHint("set TMPDIR to a folder with room, or name a file with --json");
  }
  close(fd);
  return path;
}

}  // namespace

void AddFlowPageOptions(po::options_description* options) {
  auto add = options->add_options();
  add("junit", Text("FILE"), "JUnit XML: each connection a test case");
  add("html", Text("FILE"), "all connections as one page that needs nothing else");
  add("markdown", Text("FILE"), "for step summaries and merge requests");
}

void FlowPages::Removal::operator()(const std::string* path) const {
  unlink(path->c_str());
  delete path;
}

Result<FlowPages> FlowPages::Open(const ParsedOptions& options) {
  FlowPages pages;
  pages.json_path_ = options.text("json");
  pages.html_ = options.text("html");
  pages.markdown_ = options.text("markdown");
  pages.junit_ = options.text("junit");
  bool any = false;
  for (const std::string* path : {&pages.html_, &pages.markdown_, &pages.junit_}) {
    if (path->empty()) continue;
    any = true;
    if (auto writable = CheckWritable(*path); !writable) return std::move(writable).error();
  }
  if (!any) return pages;
  if (pages.json_path_ == "-") {
    return Error(ErrorCode::kUsage, "--json - goes with no other report")
        .WithHint("the others are made of the document: name a file for it");
  }
  if (!pages.json_path_.empty()) return pages;
  auto temporary = TemporaryFile();
  if (!temporary) return std::move(temporary).error();
  pages.json_path_ = *temporary;
  pages.temporary_.reset(new std::string(*std::move(temporary)));
  return pages;
}

Result<void> FlowPages::Write() const {
  if (html_.empty() && markdown_.empty() && junit_.empty()) return {};
  const auto flows = report::model::RunReport::LoadFlows(json_path_);
  if (!flows) return flows.error();
  Result<void> first;
  const auto keep = [&first](Result<void> next) {
    if (first && !next) first = std::move(next);
  };
  const auto write = [&keep](const std::string& path, const Result<std::string>& text) {
    keep(text ? WriteFile(path, *text) : Result<void>(text.error()));
  };
  if (!html_.empty()) keep(report::WriteRunHtml(*flows, html_));
  if (!markdown_.empty()) write(markdown_, report::RunMarkdown(*flows));
  if (!junit_.empty()) write(junit_, report::RunJunit(*flows, report::JunitOptions{}));
  return first;
}

}  // namespace shakedown::cli
