#include "run/plan.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <utility>

#include "run/expand.h"
#include "run/selection.h"

namespace shakedown::run {
namespace {

using SuitePtr = std::shared_ptr<const scenario::SuiteModel>;

Result<void> CheckSuiteNames(const std::vector<SuitePtr>& sorted) {
  for (size_t i = 1; i < sorted.size(); ++i) {
    if (sorted[i]->name != sorted[i - 1]->name) continue;
    return Error(ErrorCode::kSuite, "two suites are called '" + sorted[i]->name +
                                        "': " + sorted[i - 1]->file + " and " + sorted[i]->file)
        .WithHint("give each <suite> a name of its own, or run them one after the other")
        .At({.file = sorted[i]->file});
  }
  return {};
}

std::string Place(const SourcePosition& position) {
  return position.file + ':' + std::to_string(position.line);
}

Error DuplicateCase(const Case& first, const Case& second) {
  return Error(ErrorCode::kSuite, "two cases have the id '" + second.id + "': the first is at " +
                                      Place(first.scenario_model->position))
      .WithHint(
          "scenario ids and the values of an axis must differ in letters, digits, '.', '_' "
          "and '-'")
      .At(second.scenario_model->position);
}

/// Adds the cases of `suite`, each id once, to `cases`.
Result<void> ExpandSuite(const scenario::SuiteModel& suite, std::vector<Case>* cases) {
  std::map<std::string, size_t> first_of_id;
  for (const scenario::ScenarioModel& scenario : suite.scenarios) {
    Result<std::vector<Case>> expanded = ExpandScenario(suite, scenario);
    if (!expanded) return std::move(expanded).error();
    for (Case& test : *expanded) {
      const auto [at, is_new] = first_of_id.emplace(test.id, cases->size());
      if (!is_new) return DuplicateCase((*cases)[at->second], test);
      cases->push_back(std::move(test));
    }
  }
  return {};
}

}  // namespace

const std::string& KnownFailureOf(const Case& test) {
  static const std::string kNone;
  if (!test.accepted_failure.empty()) return test.accepted_failure;
  return test.scenario_model == nullptr ? kNone : test.scenario_model->known_failure;
}

Result<Plan> MakePlan(std::vector<SuitePtr> suites, const Selection& selection) {
  Plan plan;
  plan.suites = std::move(suites);
  std::stable_sort(plan.suites.begin(), plan.suites.end(),
                   [](const SuitePtr& a, const SuitePtr& b) { return a->name < b->name; });
  if (Result<void> checked = CheckSuiteNames(plan.suites); !checked) return checked.error();
  std::vector<Case> cases;
  for (const SuitePtr& suite : plan.suites) {
    if (Result<void> expanded = ExpandSuite(*suite, &cases); !expanded) return expanded.error();
  }
  std::erase_if(cases, [&selection](const Case& test) { return !IsSelected(test, selection); });
  plan.selected_before_sharding = cases.size();
  Result<std::vector<Case>> shard = TakeShard(std::move(cases), selection);
  if (!shard) return std::move(shard).error();
  plan.cases = std::move(*shard);
  if (selection.shuffle) {
    plan.order = ShuffledOrder(plan.cases.size(), selection.seed);
  } else {
    plan.order.resize(plan.cases.size());
    std::iota(plan.order.begin(), plan.order.end(), size_t{0});
  }
  return plan;
}

}  // namespace shakedown::run
