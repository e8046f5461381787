#include "run/event_sink.h"

namespace shakedown::run {

void EventSink::RunStarted(const RunInfo& info) {
  const std::lock_guard lock(mutex_);
  for (Reporter* reporter : reporters_) reporter->OnRunStarted(info);
}

void EventSink::CaseStarted(size_t index) {
  const std::lock_guard lock(mutex_);
  for (Reporter* reporter : reporters_) reporter->OnCaseStarted(index);
}

void EventSink::CaseFinished(size_t index, const CaseResult& result) {
  const std::lock_guard lock(mutex_);
  Count(result, &counts_);
  for (Reporter* reporter : reporters_) reporter->OnCaseFinished(index, result);
}

void EventSink::RunFinished(const RunSummary& summary) {
  const std::lock_guard lock(mutex_);
  for (Reporter* reporter : reporters_) reporter->OnRunFinished(summary);
}

Counts EventSink::counts() const {
  const std::lock_guard lock(mutex_);
  return counts_;
}

void Count(const CaseResult& result, Counts* counts) {
  switch (result.verdict) {
    case Verdict::kPassed: ++counts->passed; break;
    case Verdict::kFailed: ++counts->failed; break;
    case Verdict::kError: ++counts->errors; break;
    case Verdict::kSkipped: ++counts->skipped; break;
  }
  if (result.flaky) ++counts->flaky;
  if (result.known_failure) ++counts->known_failures;
  if (result.executions.empty()) return;
  const CaseExecution& last = result.executions.back();
  if (last.inconclusive) ++counts->inconclusive;
  counts->notes += static_cast<int>(last.notes.size());
}

}  // namespace shakedown::run
