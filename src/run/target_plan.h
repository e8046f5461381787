// The same suites against several targets: one copy of each suite for each target, so that cases,
// reports, filters and shards know nothing of lists.
#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "run/runner.h"

namespace shakedown::run {

/// Stands between the suite's name and the target's in names of suites and ids of cases.
inline constexpr char kTargetMark = '@';

/// A copy of each suite for each target, named "SUITE@TARGET": the order of `targets` within that
/// of `suites`. kUsage with the target's place for two targets whose names make the same id.
Result<std::vector<std::shared_ptr<const scenario::SuiteModel>>> SuitesForTargets(
    std::span<const std::shared_ptr<const scenario::SuiteModel>> suites,
    std::span<const RunTarget> targets);

/// The listed target that `suite` is a copy for; null if it is none. Borrowed from `options`.
const RunTarget* ListedTarget(const RunOptions& options, const scenario::SuiteModel& suite);

/// `suite_name` without a target: "client-auth" of "client-auth@gate". Borrowed.
std::string_view SuiteWithoutTarget(std::string_view suite_name);

}  // namespace shakedown::run
