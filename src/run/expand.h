// Matrix expansion: one scenario becomes one case for each combination of its axes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "run/plan.h"
#include "scenario/model.h"

namespace shakedown::run {

/// More cases than this from one scenario are a mistake in its matrix.
inline constexpr size_t kMaxCasesPerScenario = 10'000;

/// One axis with its values in file order.
struct Axis {
  std::string name;
  std::vector<std::string> values;
};

/// The axes in the order in which they stand in case ids: "tls" (the scenario's versions), the
/// <matrix> axes, then identity and SNI lists of the handshakes in script order.
std::vector<Axis> AxesOf(const scenario::ScenarioModel& scenario);

/// The attributes of a handshake that may be lists.
enum class ListAttribute { kIdentity, kSni };

/// The axis that the attribute of handshake number `handshake` makes, "identity" or
/// "identity-second"; empty if the attribute holds no list.
std::string ListAxisName(const scenario::ScenarioModel& scenario, size_t handshake,
                         ListAttribute attribute);

/// `value` as it stands in a case id: letters, digits, dot, underscore and dash only.
std::string IdSlug(std::string_view value);

/// All cases of one scenario, in axis order with the last axis turning fastest. kSuite if there are
/// more than kMaxCasesPerScenario or two axes have one name.
Result<std::vector<Case>> ExpandScenario(const scenario::SuiteModel& suite,
                                         const scenario::ScenarioModel& scenario);

}  // namespace shakedown::run
