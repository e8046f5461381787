// The report files of a run: which, where, and whether they could be written.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cli/options.h"
#include "cli/rendered_files.h"
#include "core/result.h"
#include "report/json.h"
#include "report/json_lines.h"
#include "report/junit.h"

namespace shakedown::cli {

/// Whether `path` can be created, found out without leaving anything behind; kFileWrite with the
/// reason if not. Empty and "-" always can.
Result<void> CheckWritable(const std::string& path);

/// Adds --junit, --junit-profile and --no-hostname.
void AddJunitOptions(po::options_description* options);
/// What --junit-profile and --no-hostname say. kUsage for an unknown profile.
Result<report::JunitOptions> ReadJunitOptions(const ParsedOptions& options);

/// Adds --junit, --json, --json-lines, those of `RenderedFiles` and what goes with them.
void AddReportOptions(po::options_description* options);

class ReportFiles {
 public:
  /// Takes the options; with none that names a file JUnit, JSON and HTML go to the folder
  /// `reports/`, which is made if it is missing. kFileWrite if a file cannot be created: before the
  /// run, not after it.
  static Result<ReportFiles> Open(const ParsedOptions& options, bool default_reports);

  /// The reporters to feed. Borrowed; valid as long as this object.
  std::vector<run::Reporter*> reporters() const;
  /// Whether a report goes to standard output, so that nothing else may.
  bool uses_stdout() const {
    return junit_path_ == "-" || json_path_ == "-" || lines_path_ == "-" || rendered_.uses_stdout();
  }

  /// Writes all files after the run. kFileWrite with the first failure; the others are still
  /// written.
  Result<void> Write() const;
  /// Writes documents for a run that had no cases or could not start.
  Result<void> WriteHarness(const std::string& case_name, const Error& reason, bool skipped) const;
  /// "reports/junit.xml, reports/report.json, ..."; empty if all goes to standard output.
  std::string Description() const;

 private:
  Result<void> CheckPaths() const;

  std::string junit_path_;
  std::string json_path_;
  std::string lines_path_;
  RenderedFiles rendered_;
  std::unique_ptr<report::JunitReport> junit_;
  std::unique_ptr<report::JsonReport> json_;  ///< also what the rendered reports are made from
  std::unique_ptr<report::JsonLines> lines_;
};

}  // namespace shakedown::cli
