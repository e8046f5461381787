#include "run/surroundings.h"

#include <utility>

#include "core/assert.h"

namespace shakedown::run {

Surroundings::Surroundings(const Plan& plan, const RunOptions& options,
                           std::vector<Error>* errors) {
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
      errors->push_back(std::move(environment).error());
      continue;
    }
    by_suite_[suite] = environment->get();
    environments_.push_back(std::move(*environment));
  }
}

Result<void> Surroundings::Start() {
  for (const auto& environment : environments_) {
    if (Result<void> started = environment->Start(); !started) return started;
  }
  return {};
}

SuiteEnvironment& Surroundings::For(const Case& test) const {
  const auto found = by_suite_.find(test.suite_model);
  SHAKEDOWN_ASSERT(found != by_suite_.end());
  return *found->second;
}

}  // namespace shakedown::run
