// One run as a report holds it (schema shakedown.run/1), read back into plain values. All text is
// printable.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "report/model/diagnosis_record.h"

namespace shakedown::report::model {

enum class CaseVerdict { kPassed, kFailed, kError, kSkipped };
/// "passed", "failed", "error", "skipped".
const char* ToString(CaseVerdict verdict);
/// Nothing for an unknown word.
std::optional<CaseVerdict> VerdictFromText(std::string_view text);

struct Check {
  std::string what, expected, observed, handshake;
  bool met = false;
};

/// What a refusal says besides: see scenario::Note.
struct Note {
  std::string id, grade, text, handshake;
};

/// Trouble of our own that kept a case from a verdict.
struct Trouble {
  std::string code, message, hint, file;
  uint64_t line = 0, column = 0;  ///< 0: unknown
};

struct Execution {
  CaseVerdict verdict = CaseVerdict::kPassed;
  std::string started;
  uint64_t duration_ms = 0;
  std::string message;
  std::vector<Trouble> errors;
  std::optional<Diagnosis> diagnosis;
};

struct Case {
  std::string id, scenario, title;
  std::vector<std::pair<std::string, std::string>> parameters;
  CaseVerdict verdict = CaseVerdict::kPassed;
  bool flaky = false;
  bool known_failure = false;
  bool inconclusive = false;  ///< an error because nothing that was seen decides
  std::string known_failure_reason, skip_reason, message;
  std::vector<Check> checks;
  std::vector<Note> notes;
  std::vector<Execution> executions;
  std::string reproduce;
  std::string file;
  uint64_t line = 0;

  /// The execution that explains the verdict: the first that ended as the case did, else the last;
  /// null if there is none.
  const Execution* shown() const;
  /// The diagnosis of `shown`; null if there is none.
  const Diagnosis* diagnosis() const;
  uint64_t duration_ms() const;
};

struct Counts {
  uint64_t passed = 0, failed = 0, errors = 0, skipped = 0, flaky = 0, known_failures = 0;
  uint64_t inconclusive = 0;  ///< among the errors
  uint64_t notes = 0;
  uint64_t total() const { return passed + failed + errors + skipped; }
};

/// What the entries of a report are, for the words that people read.
enum class Subject {
  kCases,        ///< of a run: a verdict says whether it went as expected
  kTargets,      ///< of a survey: a verdict says whether the client got in
  kAddresses,    ///< the same, of one name
  kConnections,  ///< the same, of connections that were watched or captured
};

/// How the addresses of one name answer differently (`explain --all-addresses`).
struct PoolAnswer {
  std::string text;
  std::vector<uint64_t> targets;  ///< positions of those that gave it
};
struct PoolDifference {
  std::string what;       ///< "cause", "ca-names", ...
  bool majority = false;  ///< the first answer is that of more addresses than any other
  std::vector<PoolAnswer> answers;
};
struct Pool {
  std::string host;
  std::vector<uint64_t> odd;  ///< positions of those that differ from most
  std::vector<PoolDifference> differences;
};

struct RunHead {
  Subject subject = Subject::kCases;
  std::optional<Pool> pool;
  std::string version, tls_library;
  std::string target_url, target_address, via;
  uint64_t seed = 0, jobs = 0, duration_ms = 0;
  std::string shard;  ///< "2/5"; empty: not sharded
  std::string started, stop;
};

struct SuiteHead {
  std::string name, title, file;
  std::string target_name, target_url;  ///< of one of several targets; empty: there is only one
};

}  // namespace shakedown::report::model
