// JUnit XML from run events. What each attribute and element means to the tools that read such
// files is written down in reports/README.md.
#pragma once

#include <memory>
#include <string>

#include "core/clock.h"
#include "core/result.h"
#include "run/event.h"

namespace shakedown::report {

struct JunitOptions {
  bool strict = false;  ///< validates against the Jenkins schema; else the extended profile
  bool hostname = true;
  size_t body_limit = 16384;  ///< octets of one verdict body
  std::string name = "shakedown";
  std::string root;  ///< folder that `file` attributes are relative to; empty: as given
  /// Folder of the pictures of cases that did not pass (`WritePictures`), as CI systems find it;
  /// the cases name them as attachments. Empty: there are none.
  std::string pictures;
  /// Octets of all bodies together; beyond half of it bodies are cut to 2,000 octets, beyond all of
  /// it to their first lines, so that the file stays below the 30 MB that GitLab takes.
  size_t total_limit = 24u << 20;
  /// The clock that suites are timed with.
  SteadyTime (*now)() = &std::chrono::steady_clock::now;
};

/// A reporter that keeps rendered cases (not traces) and can be asked for the document at the end.
class JunitReport : public run::Reporter {
 public:
  /// The whole document, UTF-8, after OnRunFinished. It always holds at least one case.
  virtual std::string Document() const = 0;
};
std::unique_ptr<JunitReport> MakeJunitReport(JunitOptions options);

/// A document with one errored (or skipped) case for a run that could not start, or selected
/// nothing: class "shakedown.harness", type "shakedown.harness.<slug of case_name>".
std::string HarnessDocument(const std::string& case_name, const std::string& message,
                            const std::string& body, bool skipped);

}  // namespace shakedown::report
