// From suites to a list of cases: variables substituted, matrices expanded, selection and shard
// applied.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/result.h"
#include "scenario/model.h"

namespace shakedown::run {

/// One test case: a scenario with one value for each axis.
struct Case {
  std::string suite;     ///< suite name
  std::string id;        ///< "client-auth/no-certificate[tls=1.3]", unique and stable
  std::string scenario;  ///< scenario id
  std::string title;     ///< scenario title
  std::vector<std::pair<std::string, std::string>> parameters;  ///< axes in order
  std::string skip_reason;                                  ///< not empty: will not run, and why
  const scenario::SuiteModel* suite_model = nullptr;        ///< borrowed from the plan's suites
  const scenario::ScenarioModel* scenario_model = nullptr;  ///< borrowed from the plan's suites
  scenario::Variables axis_values;                          ///< the axes as variables
  std::string accepted_failure;  ///< why the run's baseline lets it fail; empty: it does not
};

/// Why `test` is known to fail, as the baseline or its suite says; empty if it is not.
const std::string& KnownFailureOf(const Case& test);

struct Selection {
  std::vector<std::string> filters;   ///< globs on the case id or scenario id; any
  std::vector<std::string> tags;      ///< any
  std::vector<std::string> not_tags;  ///< none
  std::vector<std::string> only_ids;  ///< from --rerun-failed; empty: all
  int shard_index = 0;                ///< 0-based
  int shard_count = 1;
  bool shuffle = false;  ///< order of execution, not of results
  uint64_t seed = 0;
};

struct Plan {
  std::vector<std::shared_ptr<const scenario::SuiteModel>> suites;
  std::vector<Case> cases;    ///< sorted by suite, then file order
  std::vector<size_t> order;  ///< execution order: indices into `cases`
  size_t selected_before_sharding = 0;
};

/// Builds the plan. kSuite for two suites of one name, two cases of one id or too many cases;
/// kUsage for a shard that does not exist.
Result<Plan> MakePlan(std::vector<std::shared_ptr<const scenario::SuiteModel>> suites,
                      const Selection& selection);

}  // namespace shakedown::run
