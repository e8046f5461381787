// The environments of all suites of a plan.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <span>
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

  /// Starts all of them; stops at the first error. With a list of targets, `jobs` of them at a
  /// time, nothing stops: what is wrong with one of them, unreachable included, is told by
  /// `Trouble`. Once `interrupt` is not 0 no further one is begun.
  Result<void> Start(int jobs, const std::atomic<int>& interrupt);

  const std::vector<std::unique_ptr<SuiteEnvironment>>& all() const { return environments_; }
  /// Why the case cannot run: the trouble of its target in a list; null if there is none. Borrowed.
  const Error* Trouble(const Case& test) const;
  /// The environment of the case's suite, which has no trouble.
  SuiteEnvironment& For(const Case& test) const;

 private:
  /// The suites of one target.
  using TargetSuites = std::vector<SuiteEnvironment*>;
  void StartTarget(std::span<SuiteEnvironment* const> suites);
  static Result<void> StartListed(SuiteEnvironment& environment, bool first);

  std::vector<std::unique_ptr<SuiteEnvironment>> environments_;
  std::map<const scenario::SuiteModel*, SuiteEnvironment*> by_suite_;
  std::map<const scenario::SuiteModel*, Error> troubles_;
  std::mutex mutex_;  ///< guards troubles_ while targets start
  bool listed_ = false;
};

}  // namespace shakedown::run
