// The file of a run report, cut into its parts without being read as a whole.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/result.h"
#include "report/model/json_scanner.h"

namespace shakedown::report::model {

/// A file, or a copy of standard input or of a pipe, that parts are read from again and again.
class ReportFile final {
 public:
  /// kFileRead.
  static Result<std::unique_ptr<ReportFile>> Open(const std::string& path);
  ReportFile(const ReportFile&) = delete;
  ReportFile& operator=(const ReportFile&) = delete;
  ~ReportFile();

  /// kFileRead.
  Result<std::string> Read(const JsonSpan& span) const;
  int fd() const { return fd_; }

 private:
  explicit ReportFile(int fd) : fd_(fd) {}
  int fd_;
};

/// Where the parts of a run report lie.
struct ReportParts {
  struct Suite {
    std::string head;  ///< JSON object of the fields besides the cases
    std::vector<JsonSpan> cases;
  };
  std::string head;  ///< JSON object of the fields besides the suites
  std::vector<Suite> suites;
};

/// The targets of a survey, and the connections of flows, are the cases of one suite. kFormat with
/// the line, kFileRead.
Result<ReportParts> FindParts(const ReportFile& file);

/// The text of the top-level field "schema", printable; empty if there is none or if the file is no
/// JSON object. Reads no further than that field.
std::string SchemaOf(const ReportFile& file);

}  // namespace shakedown::report::model
