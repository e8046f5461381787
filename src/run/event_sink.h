// Hands the events of many workers to the reporters, one at a time, and counts results.
#pragma once

#include <mutex>
#include <span>

#include "run/event.h"

namespace shakedown::run {

class EventSink {
 public:
  /// The reporters are borrowed.
  explicit EventSink(std::span<Reporter* const> reporters) : reporters_(reporters) {}

  void RunStarted(const RunInfo& info);
  void CaseStarted(size_t index);
  /// Counts the result first, so that reporters may rely on nothing but the event.
  void CaseFinished(size_t index, const CaseResult& result);
  void RunFinished(const RunSummary& summary);

  Counts counts() const;

 private:
  const std::span<Reporter* const> reporters_;
  mutable std::mutex mutex_;
  Counts counts_;
};

/// Adds one result: a flaky pass and a known failure count as passed too.
void Count(const CaseResult& result, Counts* counts);

}  // namespace shakedown::run
