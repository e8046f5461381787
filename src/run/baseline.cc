#include "run/baseline.h"

#include <algorithm>
#include <set>

#include "core/text.h"

namespace shakedown::run {
namespace {

std::string_view SuiteOf(std::string_view id) { return id.substr(0, id.find('/')); }

/// "suite/scenario" of a case.
std::string ScenarioIdOf(const Case& test) { return test.suite + '/' + test.scenario; }

/// All ids that an entry may name, whatever is selected.
std::set<std::string> KnownIds(const Plan& plan) {
  std::set<std::string> ids;
  const Result<Plan> all = MakePlan(plan.suites, {});
  if (!all) return ids;
  for (const Case& test : all->cases) {
    ids.insert(test.id);
    ids.insert(ScenarioIdOf(test));
  }
  return ids;
}

Error Unknown(const scenario::KnownFailure& entry, const std::set<std::string>& ids) {
  const std::vector<std::string_view> names(ids.begin(), ids.end());
  const std::string_view nearest = NearestName(entry.id, names);
  return Error(ErrorCode::kSuite,
               "the baseline names the case '" + Printable(entry.id) + "', which there is not")
      .WithHint(nearest.empty() ? "'shakedown list' shows the ids of all cases"
                                : "did you mean '" + std::string(nearest) + "'?")
      .At(entry.position);
}

}  // namespace

BaselineUse ApplyBaseline(std::span<const scenario::KnownFailure> entries, UtcSeconds now,
                          Plan* plan, std::vector<Error>* errors) {
  BaselineUse use;
  const std::set<std::string> ids = KnownIds(*plan);
  std::set<std::string_view> suites;
  for (const auto& suite : plan->suites) suites.insert(suite->name);
  for (const scenario::KnownFailure& entry : entries) {
    if (!suites.contains(SuiteOf(entry.id))) {
      ++use.of_other_suites;
      continue;
    }
    if (!ids.contains(entry.id)) {
      errors->push_back(Unknown(entry, ids));
      continue;
    }
    if (entry.until && *entry.until < now) {
      use.expired.push_back("the baseline accepts '" + Printable(entry.id) +
                            "' no longer: its time ended " + FormatUtc(*entry.until));
      continue;
    }
    for (Case& test : plan->cases) {
      const bool named = test.id == entry.id || ScenarioIdOf(test) == entry.id;
      if (named) test.accepted_failure = entry.reason;
    }
  }
  return use;
}

}  // namespace shakedown::run
