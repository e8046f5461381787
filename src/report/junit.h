// JUnit XML from run events.
#pragma once

#include <memory>
#include <string>

#include "core/result.h"
#include "run/event.h"

namespace shakedown::report {

struct JunitOptions {
  bool strict = false;  ///< validates against the Jenkins schema; else the extended profile
  bool hostname = true;
  size_t body_limit = 16384;  ///< octets of one verdict body
  std::string name = "shakedown";
  std::string root;  ///< folder that `file` attributes are relative to; empty: as given
};

/// A reporter that keeps rendered cases (not traces) and can be asked for the document at the end.
class JunitReport : public run::Reporter {
 public:
  /// The whole document, UTF-8, after OnRunFinished.
  virtual std::string Document() const = 0;
};
std::unique_ptr<JunitReport> MakeJunitReport(JunitOptions options);

/// A document with one errored case for a run that could not start, or selected nothing
/// (class mtls.harness).
std::string HarnessDocument(const std::string& case_name, const std::string& message,
                            const std::string& body, bool skipped);

}  // namespace shakedown::report
