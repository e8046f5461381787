#include "run/target_plan.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "core/text.h"
#include "run/expand.h"

namespace shakedown::run {
namespace {

using SuitePtr = std::shared_ptr<const scenario::SuiteModel>;

Result<void> CheckNames(std::span<const RunTarget> targets) {
  std::map<std::string, const RunTarget*> by_id;
  for (const RunTarget& target : targets) {
    const auto [at, is_new] = by_id.try_emplace(IdSlug(target.name), &target);
    if (is_new) continue;
    std::string message = "two targets are called '" + Printable(target.name) + "'";
    if (at->second->position.line > 0) {
      message += ", the first in line " + std::to_string(at->second->position.line);
    }
    return Error(ErrorCode::kUsage, std::move(message))
        .WithHint("their names stand in the ids of cases: give one of them another with --name")
        .At(target.position);
  }
  return {};
}

SuitePtr CopyFor(const scenario::SuiteModel& suite, const RunTarget& target) {
  auto copy = std::make_shared<scenario::SuiteModel>(suite);
  copy->name = suite.name + kTargetMark + IdSlug(target.name);
  copy->target_name = target.name;
  copy->target.url = target.options.url;
  return copy;
}

}  // namespace

Result<std::vector<SuitePtr>> SuitesForTargets(std::span<const SuitePtr> suites,
                                               std::span<const RunTarget> targets) {
  if (Result<void> checked = CheckNames(targets); !checked) return checked.error();
  std::vector<SuitePtr> copies;
  copies.reserve(suites.size() * targets.size());
  for (const SuitePtr& suite : suites) {
    for (const RunTarget& target : targets) copies.push_back(CopyFor(*suite, target));
  }
  return copies;
}

const RunTarget* ListedTarget(const RunOptions& options, const scenario::SuiteModel& suite) {
  if (suite.target_name.empty()) return nullptr;
  const auto found =
      std::find_if(options.targets.begin(), options.targets.end(),
                   [&](const RunTarget& target) { return target.name == suite.target_name; });
  return found == options.targets.end() ? nullptr : &*found;
}

std::string_view SuiteWithoutTarget(std::string_view suite_name) {
  return suite_name.substr(0, suite_name.find(kTargetMark));
}

}  // namespace shakedown::run
