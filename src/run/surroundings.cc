#include "run/surroundings.h"

#include <algorithm>
#include <exception>
#include <optional>
#include <string>
#include <system_error>
#include <thread>
#include <utility>

#include "core/assert.h"

namespace shakedown::run {

Surroundings::Surroundings(const Plan& plan, const RunOptions& options, std::vector<Error>* errors)
    : listed_(!options.targets.empty()) {
  std::vector<std::pair<const scenario::SuiteModel*, std::vector<const Case*>>> suites;
  for (const Case& test : plan.cases) {
    // Cases stand sorted by suite.
    if (suites.empty() || suites.back().first != test.suite_model) {
      suites.push_back({test.suite_model, {}});
    }
    suites.back().second.push_back(&test);
  }
  for (auto& [suite, cases] : suites) {
    auto environment = SuiteEnvironment::Prepare(std::move(cases), options);
    if (!environment) {
      troubles_.emplace(suite, environment.error());
      errors->push_back(std::move(environment).error());
      continue;
    }
    by_suite_[suite] = environment->get();
    environments_.push_back(std::move(*environment));
  }
}

Result<void> Surroundings::Start(int jobs, const std::atomic<int>& interrupt) {
  if (!listed_) {
    for (const auto& environment : environments_) {
      if (Result<void> started = environment->Start(); !started) return started;
    }
    return {};
  }
  std::map<std::string, TargetSuites> by_target;
  for (const auto& environment : environments_) {
    by_target[environment->target_name()].push_back(environment.get());
  }
  std::vector<const TargetSuites*> targets;
  for (const auto& [name, suites] : by_target) targets.push_back(&suites);
  std::atomic<size_t> next{0};
  const auto work = [&] {
    while (interrupt.load(std::memory_order_relaxed) == 0) {
      const size_t index = next.fetch_add(1, std::memory_order_relaxed);
      if (index >= targets.size()) return;
      StartTarget(*targets[index]);
    }
  };
  std::vector<std::thread> threads;
  try {
    while (threads.size() + 1 < std::min(targets.size(), static_cast<size_t>(jobs))) {
      threads.emplace_back(work);
    }
  } catch (const std::system_error&) {
    // No more threads: those that are there do the work.
  }
  work();
  for (std::thread& thread : threads) thread.join();
  return {};
}

/// One handshake tells for all suites whether the target can be reached: a dead one is waited for
/// once, not once for each case.
void Surroundings::StartTarget(std::span<SuiteEnvironment* const> suites) {
  std::optional<Error> trouble;
  for (size_t i = 0; i < suites.size(); ++i) {
    if (!trouble) {
      if (Result<void> started = StartListed(*suites[i], i == 0); !started) {
        trouble = std::move(started).error();
      }
    }
    if (!trouble) continue;
    const std::lock_guard lock(mutex_);
    troubles_.emplace(&suites[i]->suite(), *trouble);
  }
}

Result<void> Surroundings::StartListed(SuiteEnvironment& environment, bool first) {
  try {
    if (Result<void> started = environment.Start(); !started) return started;
    return first ? environment.Reach() : Result<void>();
  } catch (const std::exception& problem) {
    return Error(ErrorCode::kInternal,
                 std::string("the target could not be tried: ") + problem.what());
  }
}

const Error* Surroundings::Trouble(const Case& test) const {
  const auto found = troubles_.find(test.suite_model);
  return found == troubles_.end() ? nullptr : &found->second;
}

SuiteEnvironment& Surroundings::For(const Case& test) const {
  const auto found = by_suite_.find(test.suite_model);
  SHAKEDOWN_ASSERT(found != by_suite_.end());
  return *found->second;
}

}  // namespace shakedown::run
