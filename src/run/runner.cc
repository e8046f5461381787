#include "run/runner.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <exception>
#include <set>
#include <string>
#include <system_error>
#include <thread>
#include <utility>

#include "run/case_runner.h"
#include "run/event_sink.h"
#include "run/surroundings.h"

namespace shakedown::run {
namespace {

int Jobs(const RunOptions& options) {
  constexpr int kPerCore = 4;
  if (options.jobs > 0) return options.jobs;
  return kPerCore * static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
}

/// One run over prepared surroundings.
class Runner {
 public:
  Runner(const Plan& plan, const RunOptions& options, std::span<Reporter* const> reporters,
         const std::atomic<int>& interrupt, Surroundings& surroundings)
      : plan_(plan),
        options_(options),
        interrupt_(interrupt),
        surroundings_(surroundings),
        sink_(reporters) {}

  RunSummary Run() {
    const auto begin = std::chrono::steady_clock::now();
    const size_t workers = WorkerCount();
    sink_.RunStarted(Describe(workers));
    RunWorkers(workers);
    RunSummary summary;
    summary.counts = sink_.counts();
    summary.duration =
        std::chrono::duration_cast<Milliseconds>(std::chrono::steady_clock::now() - begin);
    summary.stop = HowItStopped();
    sink_.RunFinished(summary);
    return summary;
  }

 private:
  size_t WorkerCount() const {
    return std::clamp<size_t>(plan_.order.size(), 1, static_cast<size_t>(Jobs(options_)));
  }

  RunInfo Describe(size_t workers) const {
    RunInfo info;
    info.plan = &plan_;
    info.seed = options_.seed;
    info.jobs = static_cast<int>(workers);
    info.shard = options_.shard;
    info.tool_version = options_.tool_version;
    info.tls_library = options_.tls_library;
    info.started = UtcNow();
    info.target_url = InCommon(&SuiteEnvironment::target_url, "several targets");
    info.via = InCommon(&SuiteEnvironment::via, "several ways");
    // Each suite has a built-in peer of its own.
    info.target_address = InCommon(&SuiteEnvironment::target_address, "");
    return info;
  }

  /// What all suites that could be set up have in common, or `otherwise`.
  template <typename Property>
  std::string InCommon(Property property, const char* otherwise) const {
    std::set<std::string> values;
    for (const auto& environment : surroundings_.all()) {
      values.insert(((*environment).*property)());
    }
    return values.size() == 1 ? *values.begin() : otherwise;
  }

  /// The calling thread is a worker too, so that a machine without threads to spare still runs.
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
      const size_t turn = next_.fetch_add(1, std::memory_order_relaxed);
      if (turn >= plan_.order.size()) return;
      RunOne(plan_.order[turn]);
    }
  }

  void RunOne(size_t index) {
    const Case& test = plan_.cases[index];
    if (const char* reason = WhyNotRun()) {
      not_run_.store(true, std::memory_order_relaxed);
      return sink_.CaseFinished(index, SkippedCase(test, reason));
    }
    sink_.CaseStarted(index);
    const Error* trouble = surroundings_.Trouble(test);
    const CaseResult result =
        trouble == nullptr ? RunGuarded(test) : StoppedCase(test, *trouble, options_);
    const bool unsuccessful =
        result.verdict == Verdict::kFailed || result.verdict == Verdict::kError;
    if (unsuccessful) failures_.fetch_add(1, std::memory_order_relaxed);
    sink_.CaseFinished(index, result);
  }

  CaseResult RunGuarded(const Case& test) {
    try {
      return RunCase(test, surroundings_.For(test), options_, interrupt_);
    } catch (const std::exception& problem) {
      return BrokenCase(test, problem.what());
    }
  }

  bool FailedEnough() const {
    return options_.fail_fast > 0 &&
           failures_.load(std::memory_order_relaxed) >= options_.fail_fast;
  }

  const char* WhyNotRun() const {
    if (interrupt_.load(std::memory_order_relaxed) != 0) return kNotRunInterrupted;
    return FailedEnough() ? "not run: stopped after the failures that --fail-fast allows" : nullptr;
  }

  Stop HowItStopped() const {
    const int signal = interrupt_.load(std::memory_order_relaxed);
    if (signal == SIGTERM) return Stop::kTerminated;
    if (signal != 0) return Stop::kInterrupted;
    // A limit that the last case reached stopped nothing.
    return not_run_.load(std::memory_order_relaxed) ? Stop::kFailFast : Stop::kCompleted;
  }

  const Plan& plan_;
  const RunOptions& options_;
  const std::atomic<int>& interrupt_;
  Surroundings& surroundings_;
  EventSink sink_;
  std::atomic<size_t> next_{0};
  std::atomic<int> failures_{0};
  std::atomic<bool> not_run_{false};
};

}  // namespace

Result<RunSummary> Run(const Plan& plan, const RunOptions& options,
                       std::span<Reporter* const> reporters, const std::atomic<int>& interrupt) {
  std::vector<Error> errors;
  Surroundings surroundings(plan, options, &errors);
  // One of several targets that cannot be set up stops only its own cases.
  if (!errors.empty() && options.targets.empty()) return std::move(errors.front());
  Result<void> started = surroundings.Start(Jobs(options), interrupt);
  if (!started) return started.error();
  return Runner(plan, options, reporters, interrupt, surroundings).Run();
}

}  // namespace shakedown::run
