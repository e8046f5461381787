// Run events: the interface between the runner and all reports. Events come from one thread at a
// time.
#pragma once

#include <string>
#include <vector>

#include "attempt/attempt.h"
#include "core/clock.h"
#include "diagnosis/diagnosis.h"
#include "run/plan.h"
#include "scenario/match.h"
#include "scenario/match_notes.h"

namespace shakedown::run {

enum class Verdict {
  kPassed,
  kFailed,  ///< an expectation is not met
  kError,   ///< no verdict could be had: our own trouble, or the target was not reached
  kSkipped,
};
/// "passed", "failed", "error", "skipped".
const char* ToString(Verdict verdict);

/// One execution of a case; more than one with --retries.
struct CaseExecution {
  Verdict verdict = Verdict::kPassed;
  std::vector<attempt::Attempt> attempts;       ///< handshakes in script order
  std::vector<diagnosis::Diagnosis> diagnoses;  ///< one each
  std::vector<scenario::CheckResult> checks;
  std::vector<scenario::Note> notes;  ///< what the refusals say besides; they fail nothing
  std::string message;  ///< one line: "expected refused, observed accepted ..."; empty if passed
  std::vector<Error> errors;  ///< kError: what stopped us
  UtcSeconds started{};
  Milliseconds duration{0};
  /// The handshake that the explanation is about: the first with an unmet check, else the last.
  size_t subject = 0;
  /// kError because nothing that was seen decides: TLS stands and nothing was answered.
  bool inconclusive = false;
};

/// The result of a case: its last execution decides.
struct CaseResult {
  const Case* test = nullptr;  ///< borrowed from the plan
  Verdict verdict = Verdict::kPassed;
  bool flaky = false;                     ///< passed after a failed execution
  bool known_failure = false;             ///< failed as its suite says it would: counts as passed
  std::string skip_reason;                ///< kSkipped
  std::vector<CaseExecution> executions;  ///< empty if skipped
  std::string reproduce;                  ///< a command that runs only this case
};

struct Counts {
  int passed = 0, failed = 0, errors = 0, skipped = 0, flaky = 0, known_failures = 0;
  int inconclusive = 0;  ///< among the errors
  int notes = 0;         ///< of last executions
  int total() const { return passed + failed + errors + skipped; }
};

/// How a run ended.
enum class Stop { kCompleted, kFailFast, kInterrupted, kTerminated };

struct RunInfo {
  const Plan* plan = nullptr;
  std::string target_url;      ///< as the user named it, or "built-in peer"
  std::string target_address;  ///< numeric "127.0.0.1:8443"
  std::string via;             ///< the proxies of all handshakes and who chose them; empty: none
  uint64_t seed = 0;
  int jobs = 1;
  std::string shard;  ///< "2/5"; empty: not sharded
  std::string tool_version;
  std::string tls_library;
  UtcSeconds started{};
};

struct RunSummary {
  Counts counts;
  Milliseconds duration{0};
  Stop stop = Stop::kCompleted;
};

/// Consumes the events of one run. Calls are serialised. Cases finish in any order; `index` is the
/// position in the plan, by which reports sort. A CaseResult is only valid during the call.
class Reporter {
 public:
  virtual ~Reporter() = default;
  virtual void OnRunStarted(const RunInfo& info) = 0;
  virtual void OnCaseStarted(size_t index) { (void)index; }
  virtual void OnCaseFinished(size_t index, const CaseResult& result) = 0;
  virtual void OnRunFinished(const RunSummary& summary) = 0;
};

}  // namespace shakedown::run
