// Words that all parts of a page say alike.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "report/model/run_report.h"

namespace shakedown::report::html {

/// The verdict in one word with the class that colours it: "FAILED", "flaky", "known failure".
struct VerdictWord {
  const char* word;
  const char* css_class;
  const char* shape;  ///< for those who do not see colours
};
VerdictWord WordOf(model::CaseVerdict verdict, bool flaky, bool known_failure);
/// The same of an entry: of a survey's target how the client fared, "REFUSED".
VerdictWord WordOf(const model::CaseEntry& entry);
/// The outcome of one diagnosis: "REFUSED", "ACCEPTED", "NO VERDICT".
VerdictWord WordOfOutcome(std::string_view outcome);

/// Who has to change something, for "client", "server", "path", "certificate"; empty for "none".
std::string WhoOf(std::string_view fault);
/// "it is proved" and the like for "certain", "likely", "possible".
std::string CertaintyText(std::string_view certainty);
/// What a server does about certificates, for "required-tls" and the like; empty if unknown.
std::string EnforcementText(std::string_view enforcement);
/// "1 case", "3 cases".
std::string CountOf(uint64_t count, std::string_view noun);
/// "1 address", "3 more targets": entries of a report, with what stands before the noun.
std::string CountOf(uint64_t count, model::Subject subject, std::string_view adjective = {});

/// The ids under which a page shows its cases: made of case ids only, so that links survive reruns.
class Anchors final {
 public:
  explicit Anchors(const std::vector<model::CaseEntry>& entries);
  /// "case-client-auth-good-tls-1-3".
  const std::string& of(size_t index) const { return anchors_[index]; }

 private:
  std::vector<std::string> anchors_;
};

}  // namespace shakedown::report::html
