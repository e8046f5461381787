// The checks across elements within one scenario, and the helpers they share with the suite's.
#pragma once

#include <map>
#include <set>
#include <string>

#include "scenario/problems.h"

namespace shakedown::scenario {

/// What a scenario can refer to.
struct SuiteScope {
  std::set<std::string> identities;  ///< with "none"
  std::set<std::string> variables;   ///< declared and built-in
  std::set<std::string> declared;    ///< by <variable>, for `requires`
};

/// Refuses a name that an attribute gave before.
class UniqueNames {
 public:
  UniqueNames(Problems& problems, std::string_view attribute, std::string_view what)
      : problems_(problems), attribute_(attribute), what_(what) {}

  /// Whether the element's name is new; a defect is added if it is not. Elements without one are
  /// new.
  bool Take(const XmlElement& element);

 private:
  Problems& problems_;
  std::string_view attribute_;
  std::string_view what_;
  std::set<std::string> seen_;
};

/// Checks every `${name}` in the attributes of `element` and its children against `known`.
void CheckVariables(const XmlElement& element, const std::set<std::string>& known,
                    Problems& problems);

void CheckScenario(const XmlElement& scenario, const SuiteScope& scope, Problems& problems);

}  // namespace shakedown::scenario
