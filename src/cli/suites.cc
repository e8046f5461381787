#include "cli/suites.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "core/text.h"
#include "scenario/loader.h"

namespace shakedown::cli {
namespace {

namespace fs = std::filesystem;

Result<std::vector<std::string>> SuitesIn(const std::string& folder) {
  std::vector<std::string> files;
  std::error_code problem;
  for (const auto& entry : fs::directory_iterator(folder, problem)) {
    if (entry.path().extension() == ".xml") files.push_back(entry.path().string());
  }
  if (problem || files.empty()) {
    return Error(ErrorCode::kFileRead, "no suite (*.xml) in '" + Printable(folder) + "'");
  }
  std::sort(files.begin(), files.end());
  return files;
}

/// share/shakedown/scenarios beside the folder that the program was started from.
fs::path InstalledSuites() {
  std::error_code problem;
  const fs::path program = fs::read_symlink("/proc/self/exe", problem);
  return program.parent_path().parent_path() / "share" / "shakedown" / "scenarios";
}

Result<std::vector<std::string>> DefaultSuites() {
  std::error_code problem;
  if (fs::is_directory("scenarios", problem)) return SuitesIn("scenarios");
  const fs::path installed = InstalledSuites();
  if (fs::is_directory(installed, problem)) return SuitesIn(installed.string());
  return Error(ErrorCode::kFileRead, "no suite is named, and there is no folder 'scenarios' here")
      .WithHint("name a suite file: shakedown run FILE.xml");
}

}  // namespace

Result<std::vector<std::string>> FindSuites(const std::vector<std::string>& words) {
  if (words.empty()) return DefaultSuites();
  std::vector<std::string> files;
  for (const std::string& word : words) {
    std::error_code problem;
    if (!fs::is_directory(word, problem)) {
      files.push_back(word);
      continue;
    }
    auto found = SuitesIn(word);
    if (!found) return std::move(found).error();
    files.insert(files.end(), found->begin(), found->end());
  }
  return files;
}

std::vector<SuitePtr> LoadSuites(const std::vector<std::string>& files) {
  std::vector<SuitePtr> suites;
  bool all_loaded = true;
  for (const std::string& file : files) {
    auto loaded = scenario::LoadSuite(file);
    for (const Error& error : loaded.errors) std::fprintf(stderr, "%s\n", error.Text().c_str());
    all_loaded = all_loaded && loaded.ok();
    suites.push_back(std::make_shared<const scenario::SuiteModel>(std::move(loaded.suite)));
  }
  if (!all_loaded) suites.clear();
  return suites;
}

}  // namespace shakedown::cli
