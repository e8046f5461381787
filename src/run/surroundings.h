// The environments of all suites of a plan.
#pragma once

#include <map>
#include <memory>
#include <vector>

#include "core/result.h"
#include "run/environment.h"
#include "run/plan.h"
#include "run/runner.h"

namespace shakedown::run {

class Surroundings {
 public:
  /// Prepares an environment for each suite with selected cases, in the order of their names; the
  /// first error of each suite that has one is added to `errors`. Both are borrowed.
  Surroundings(const Plan& plan, const RunOptions& options, std::vector<Error>* errors);

  /// Starts all of them; stops at the first error.
  Result<void> Start();

  const std::vector<std::unique_ptr<SuiteEnvironment>>& all() const { return environments_; }
  /// The environment of the case's suite; it was prepared without error.
  SuiteEnvironment& For(const Case& test) const;

 private:
  std::vector<std::unique_ptr<SuiteEnvironment>> environments_;
  std::map<const scenario::SuiteModel*, SuiteEnvironment*> by_suite_;
};

}  // namespace shakedown::run
