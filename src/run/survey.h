// Many investigations at once: one for each target of a list, or for each address of one name. What
// happens to one target never stops the others.
#pragma once

#include <atomic>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/error.h"
#include "run/event.h"
#include "run/investigation.h"

namespace shakedown::run {

struct SurveyTarget {
  std::string name;  ///< for people and reports: the URL, or what the list calls it
  /// Its `interrupt` is that of the survey.
  InvestigationOptions options;
  SourcePosition position;  ///< in the list; an empty file: not from a list
};

/// What became of one target.
struct SurveyResult {
  const SurveyTarget* target = nullptr;  ///< borrowed
  std::optional<Investigation> found;    ///< absent: not reached, or `error`
  std::optional<Error> error;            ///< why nothing could be tried
  UtcSeconds started{};
  Milliseconds duration{0};

  /// Passed: accepted. Failed: refused. Error: no verdict could be had. Skipped: not reached before
  /// the survey was interrupted.
  Verdict verdict() const;
};

struct SurveyInfo {
  std::span<const SurveyTarget> targets;  ///< borrowed
  /// The host whose addresses the targets are, to be compared; empty: they are unrelated.
  std::string pool_of;
  int jobs = 1;
  std::string tool_version;
  std::string tls_library;
  UtcSeconds started{};
};

/// Counts: passed is accepted, failed refused, errors without a verdict, skipped not reached.
using SurveySummary = RunSummary;

/// Consumes the events of one survey. Calls are serialised. Targets finish in any order; `index` is
/// the position in the list, by which reports sort. A result is only valid during the call: it
/// holds the traces, of which a long list has more than fit into memory.
class SurveyReporter {
 public:
  virtual ~SurveyReporter() = default;
  virtual void OnSurveyStarted(const SurveyInfo& info) = 0;
  virtual void OnTargetStarted(size_t index) { (void)index; }
  virtual void OnTargetFinished(size_t index, const SurveyResult& result) = 0;
  virtual void OnSurveyFinished(const SurveySummary& summary) = 0;
};

struct SurveyOptions {
  int jobs = 0;              ///< targets at once; 0: eight per core
  std::string pool_of;       ///< the host whose addresses the targets are; empty: unrelated
  std::string tool_version;  ///< for reports
  std::string tls_library;   ///< for reports
};

/// Investigates all targets and feeds `reporters`; all are borrowed. Once `interrupt` is not 0 no
/// target is begun any more, and those that are left are reported as not reached.
SurveySummary Survey(std::span<const SurveyTarget> targets, const SurveyOptions& options,
                     std::span<SurveyReporter* const> reporters, const std::atomic<int>& interrupt);

}  // namespace shakedown::run
