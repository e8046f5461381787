// The variables of one suite: built-in ones, those of the command line, and those the suite
// declares, each with a value, without one, or known to be out of reach with the reason.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "scenario/model.h"

namespace shakedown::run {

struct VariableTable {
  scenario::Variables values;
  /// Variables that cannot have a value in this run, and what would give them one. A case that
  /// refers to one is skipped with the reason.
  std::map<std::string, std::string> unavailable;
};

/// The names in `${name}` references of `text`, in order; "$${" refers to nothing.
std::vector<std::string> ReferencesIn(std::string_view text);

/// The table of a suite: `given` (--set and the environment) wins over `built_in`, which wins over
/// the suite's declarations; of these, `peer` counts before `default` if `on_built_in_peer`. A
/// declared variable without any value is left out. kSuite if a default refers to an unknown name.
Result<VariableTable> ResolveVariables(const scenario::SuiteModel& suite,
                                       const scenario::Variables& given, bool on_built_in_peer,
                                       VariableTable built_in);

/// The variables of one case: the suite's table and the case's axes, which win.
class CaseVariables {
 public:
  /// Both are borrowed. Values of axes may refer to `table`.
  CaseVariables(const VariableTable& table, const scenario::Variables& axes)
      : table_(table), axes_(axes) {}

  /// Why `text` cannot be substituted in this run; empty if nothing it refers to is out of reach.
  std::string WhyUnavailable(std::string_view text) const;

  /// Axes and table as one map, made when it is first needed. kSuite if an axis refers to an
  /// unknown variable; `position` is where that is reported.
  Result<const scenario::Variables*> Values(const SourcePosition& position);

 private:
  const VariableTable& table_;
  const scenario::Variables& axes_;
  std::optional<scenario::Variables> values_;
};

}  // namespace shakedown::run
