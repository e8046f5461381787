// The reports that are rendered from the finished model of a run: HTML, Markdown, TAP, pictures and
// what CI systems read from a job's log. `run`, `report` and `merge` share them.
#pragma once

#include <string>
#include <vector>

#include "cli/options.h"
#include "core/result.h"
#include "report/model/run_report.h"

namespace shakedown::cli {

/// Adds --html, --markdown, --tap, --pictures and --annotations.
void AddRenderedOptions(po::options_description* options);

class RenderedFiles {
 public:
  /// Takes the options. kUsage, or kFileWrite if a file cannot be created.
  static Result<RenderedFiles> Open(const ParsedOptions& options);

  /// Whether there is anything to write.
  bool any() const;
  bool uses_stdout() const { return html_ == "-" || markdown_ == "-" || tap_ == "-"; }
  /// The files, for "Reports: ...".
  std::vector<std::string> paths() const;
  const std::string& pictures() const { return pictures_; }
  void set_html(std::string path) { html_ = std::move(path); }

  /// Writes all of them; the first failure, the others are still written. Annotations go to
  /// standard output, where CI systems look for them, or to standard error if a report is there.
  Result<void> Write(const report::model::RunReport& report) const;

 private:
  std::string html_, markdown_, tap_, pictures_;
  std::string annotations_;  ///< "github", "gitlab", or empty
};

}  // namespace shakedown::cli
