#include "run/survey.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

namespace shakedown::run {
namespace {

Milliseconds Since(SteadyTime begin) {
  return std::chrono::duration_cast<Milliseconds>(std::chrono::steady_clock::now() - begin);
}

/// One survey.
class Surveyor {
 public:
  Surveyor(std::span<const SurveyTarget> targets, const SurveyOptions& options,
           std::span<SurveyReporter* const> reporters, const std::atomic<int>& interrupt)
      : targets_(targets), options_(options), reporters_(reporters), interrupt_(interrupt) {}

  SurveySummary Run() {
    const SteadyTime begin = std::chrono::steady_clock::now();
    const size_t workers = WorkerCount();
    const SurveyInfo info{targets_,
                          options_.pool_of,
                          static_cast<int>(workers),
                          options_.tool_version,
                          options_.tls_library,
                          UtcNow()};
    for (SurveyReporter* reporter : reporters_) reporter->OnSurveyStarted(info);
    RunWorkers(workers);
    summary_.duration = Since(begin);
    summary_.stop = HowItStopped();
    for (SurveyReporter* reporter : reporters_) reporter->OnSurveyFinished(summary_);
    return summary_;
  }

 private:
  /// Most of the time of a survey is waiting, so that there are many more workers than cores.
  size_t WorkerCount() const {
    constexpr size_t kPerCore = 8;
    const size_t cores = std::max(1u, std::thread::hardware_concurrency());
    const size_t jobs = options_.jobs > 0 ? static_cast<size_t>(options_.jobs) : kPerCore * cores;
    return std::clamp<size_t>(targets_.size(), 1, jobs);
  }

  /// The calling thread is a worker too, so that a machine without threads to spare still goes on.
  void RunWorkers(size_t count) {
    std::vector<std::thread> threads;
    threads.reserve(count - 1);
    try {
      while (threads.size() + 1 < count) threads.emplace_back([this] { Work(); });
    } catch (const std::system_error&) {
      // No more threads: those that are there do the work.
    }
    Work();
    for (std::thread& thread : threads) thread.join();
  }

  void Work() {
    while (true) {
      const size_t index = next_.fetch_add(1, std::memory_order_relaxed);
      if (index >= targets_.size()) return;
      SurveyResult result;
      result.target = &targets_[index];
      if (interrupt_.load(std::memory_order_relaxed) == 0) {
        Started(index);
        Examine(result);
      }
      Finished(index, result);
    }
  }

  void Examine(SurveyResult& result) const {
    const SteadyTime begin = std::chrono::steady_clock::now();
    result.started = UtcNow();
    InvestigationOptions options = result.target->options;
    options.interrupt = &interrupt_;
    try {
      Result<Investigation> found = Investigate(options);
      if (found) {
        result.found = std::move(*found);
      } else {
        result.error = std::move(found).error();
      }
    } catch (const std::exception& problem) {
      result.error =
          Error(ErrorCode::kInternal,
                std::string("the investigation could not be finished: ") + problem.what());
    }
    result.duration = Since(begin);
  }

  void Started(size_t index) {
    const std::lock_guard lock(mutex_);
    for (SurveyReporter* reporter : reporters_) reporter->OnTargetStarted(index);
  }

  void Finished(size_t index, const SurveyResult& result) {
    const std::lock_guard lock(mutex_);
    switch (result.verdict()) {
      case Verdict::kPassed: ++summary_.counts.passed; break;
      case Verdict::kFailed: ++summary_.counts.failed; break;
      case Verdict::kError: ++summary_.counts.errors; break;
      case Verdict::kSkipped: ++summary_.counts.skipped; break;
    }
    for (SurveyReporter* reporter : reporters_) reporter->OnTargetFinished(index, result);
  }

  Stop HowItStopped() const {
    const int signal = interrupt_.load(std::memory_order_relaxed);
    if (signal == SIGTERM) return Stop::kTerminated;
    return signal != 0 ? Stop::kInterrupted : Stop::kCompleted;
  }

  const std::span<const SurveyTarget> targets_;
  const SurveyOptions& options_;
  const std::span<SurveyReporter* const> reporters_;
  const std::atomic<int>& interrupt_;
  std::atomic<size_t> next_{0};
  std::mutex mutex_;
  SurveySummary summary_;
};

}  // namespace

Verdict SurveyResult::verdict() const {
  if (error) return Verdict::kError;
  if (!found) return Verdict::kSkipped;
  switch (found->diagnosis.outcome) {
    case diagnosis::Outcome::kAccepted: return Verdict::kPassed;
    case diagnosis::Outcome::kRefused: return Verdict::kFailed;
    case diagnosis::Outcome::kNoVerdict: return Verdict::kError;
  }
  return Verdict::kError;
}

SurveySummary Survey(std::span<const SurveyTarget> targets, const SurveyOptions& options,
                     std::span<SurveyReporter* const> reporters,
                     const std::atomic<int>& interrupt) {
  return Surveyor(targets, options, reporters, interrupt).Run();
}

}  // namespace shakedown::run
