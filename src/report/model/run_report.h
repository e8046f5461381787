// The one model of a run that all reports are built from: the head and a line about each case in
// memory, whole cases on demand, one by one, so that the length of a run does not count.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/result.h"
#include "report/model/json_scanner.h"
#include "report/model/run_record.h"

namespace shakedown::report::model {

/// What lists and groups show of a case.
struct CaseEntry {
  Subject subject = Subject::kCases;
  size_t suite = 0;  ///< index into `suites`
  std::string id, title;
  CaseVerdict verdict = CaseVerdict::kPassed;
  bool flaky = false;
  bool known_failure = false;
  bool inconclusive = false;
  size_t notes = 0;
  uint64_t duration_ms = 0;
  std::string outcome;  ///< "accepted", "refused", "no-verdict"; empty: there is no diagnosis
  std::string cause, certainty, fault, summary;
  std::string fix;      ///< the first of the cause
  std::string message;  ///< why it did not pass, or was skipped; empty if it passed
};

/// Texts of cases, read by position. An implementation may be asked from one thread at a time.
class CaseTexts {
 public:
  virtual ~CaseTexts() = default;
  /// The JSON of a case. kFileRead.
  virtual Result<std::string> Read(size_t index) const = 0;
};

/// A kind of document that can be shown as a run.
struct Kind;

class RunReport final {
 public:
  /// A report that `run` or `merge` wrote; "-" is standard input. kFileRead, or kFormat with the
  /// file, the line and the field that is wrong.
  static Result<RunReport> Load(const std::string& path);
  /// What `explain --targets --json` wrote, as a run of one suite whose cases are the targets.
  /// kFileRead, kFormat.
  static Result<RunReport> LoadSurvey(const std::string& path);
  /// What `watch --json` or `decode --json` wrote of connections, in the same way.
  static Result<RunReport> LoadFlows(const std::string& path);
  /// `suite_of` gives the suite of each case that `texts` holds. kFormat, kFileRead.
  static Result<RunReport> Make(RunHead head, std::vector<SuiteHead> suites,
                                std::vector<size_t> suite_of, std::unique_ptr<CaseTexts> texts);

  const RunHead& head() const { return head_; }
  const std::vector<SuiteHead>& suites() const { return suites_; }
  /// In the order of the report.
  const std::vector<CaseEntry>& entries() const { return entries_; }
  Counts counts() const;
  /// Everything about a case. kFileRead, kFormat.
  Result<Case> Read(size_t index) const;
  /// Its JSON text as it stands in the report. kFileRead.
  Result<std::string> ReadText(size_t index) const { return texts_->Read(index); }

 private:
  RunReport() = default;
  static Result<RunReport> Open(const std::string& path, const Kind& kind);

  RunHead head_;
  std::vector<SuiteHead> suites_;
  std::vector<CaseEntry> entries_;
  std::unique_ptr<CaseTexts> texts_;
};

/// The entry of a case.
CaseEntry EntryOf(const Case& test, size_t suite);

}  // namespace shakedown::report::model
