// One test case as JUnit sees it: plain values, ready to be written. No XML here.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/clock.h"
#include "report/junit.h"
#include "run/event.h"

namespace shakedown::report {

/// What readers of JUnit files count; a known failure and a flaky pass count as passed.
enum class JunitVerdict { kPassed, kFailure, kError, kSkipped };

/// One verdict element, or one earlier execution of a case that was repeated.
struct JunitElement {
  std::string tag;   ///< "failure", "error", "skipped", "rerunFailure", "flakyError", ...
  std::string type;  ///< dotted reason code; empty for "skipped"
  std::string message;
  std::string body;  ///< never empty
};

struct JunitCase {
  JunitVerdict verdict = JunitVerdict::kPassed;
  std::string classname;
  std::string name;
  Milliseconds time{0};
  std::string file;  ///< extended profile only, like `line`, `timestamp` and `properties`
  int line = 0;
  std::string timestamp;
  std::vector<std::pair<std::string, std::string>> properties;
  std::vector<JunitElement> elements;  ///< in the order that Surefire's schema wants
  std::string system_out;              ///< strict profile: the cause of a pass, one line
};

/// Turns the result of a case into its JUnit form. `body_limit` is in octets.
JunitCase RenderJunitCase(const run::CaseResult& result, const JunitOptions& options,
                          size_t body_limit);
/// A case of the plan that was never reported: skipped, with `reason`.
JunitCase UnreachedJunitCase(const run::Case& test, const JunitOptions& options,
                             const std::string& reason);

/// "shakedown.<slug of the suite>".
std::string JunitClassname(const std::string& suite);
/// The reason code of an execution that did not pass: "shakedown.certificate.expired",
/// "shakedown.error.connect", "shakedown.expectation.unmet".
std::string JunitType(const run::CaseResult& result, const run::CaseExecution& execution);

}  // namespace shakedown::report
