#include "run/expand.h"

#include <algorithm>
#include <set>
#include <utility>

#include "core/text.h"

namespace shakedown::run {
namespace {

using scenario::HandshakeModel;
using scenario::ScenarioModel;

constexpr std::string_view kIdCharacters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";

std::vector<std::string> OwnedWords(std::string_view text) {
  const std::vector<std::string_view> words = Words(text);
  return {words.begin(), words.end()};
}

std::string_view ListText(const HandshakeModel& handshake, ListAttribute attribute) {
  if (attribute == ListAttribute::kIdentity) return handshake.identity;
  return handshake.sni ? std::string_view(*handshake.sni) : std::string_view();
}

bool IsList(const HandshakeModel& handshake, ListAttribute attribute) {
  return Words(ListText(handshake, attribute)).size() > 1;
}

/// Multiplies with a bound, so that a hostile matrix cannot overflow.
size_t CaseCount(const std::vector<Axis>& axes) {
  size_t count = 1;
  for (const Axis& axis : axes) {
    if (axis.values.empty()) continue;
    if (axis.values.size() > kMaxCasesPerScenario) return kMaxCasesPerScenario + 1;
    count *= axis.values.size();
    if (count > kMaxCasesPerScenario) return kMaxCasesPerScenario + 1;
  }
  return count;
}

Result<void> CheckAxes(const ScenarioModel& scenario, const std::vector<Axis>& axes) {
  std::set<std::string_view> names;
  for (const Axis& axis : axes) {
    if (names.insert(axis.name).second) continue;
    return Error(ErrorCode::kSuite,
                 "scenario '" + scenario.id + "' has two axes with the name '" + axis.name + "'")
        .WithHint("rename one <matrix>, or give the handshakes ids of their own")
        .At(scenario.position);
  }
  if (CaseCount(axes) > kMaxCasesPerScenario) {
    return Error(ErrorCode::kSuite, "scenario '" + scenario.id + "' expands into more than " +
                                        std::to_string(kMaxCasesPerScenario) + " cases")
        .WithHint("split the scenario, or take values out of its lists")
        .At(scenario.position);
  }
  return {};
}

Case MakeCase(const scenario::SuiteModel& suite, const ScenarioModel& scenario,
              const std::vector<Axis>& axes, const std::vector<size_t>& choice) {
  Case result;
  result.suite = suite.name;
  result.scenario = scenario.id;
  result.title = scenario.title;
  result.suite_model = &suite;
  result.scenario_model = &scenario;
  if (scenario.tests_client()) {
    result.skip_reason = "it puts a client under test: 'shakedown serve --suite' runs it";
  }
  std::string parameters;
  for (size_t i = 0; i < axes.size(); ++i) {
    const std::string& value = axes[i].values[choice[i]];
    parameters += parameters.empty() ? "" : ",";
    parameters += axes[i].name + '=' + IdSlug(value);
    result.parameters.emplace_back(axes[i].name, value);
    result.axis_values[axes[i].name] = value;
  }
  result.id = suite.name + '/' + scenario.id;
  if (!parameters.empty()) result.id += '[' + parameters + ']';
  return result;
}

/// The next combination, last axis fastest; false after the last one.
bool Advance(const std::vector<Axis>& axes, std::vector<size_t>* choice) {
  for (size_t i = axes.size(); i-- > 0;) {
    if (++(*choice)[i] < axes[i].values.size()) return true;
    (*choice)[i] = 0;
  }
  return false;
}

}  // namespace

std::string IdSlug(std::string_view value) {
  std::string slug;
  for (const char c : value) {
    const bool allowed = kIdCharacters.find(c) != std::string_view::npos;
    if (allowed) {
      slug += c;
    } else if (!slug.empty() && slug.back() != '-') {
      slug += '-';
    }
  }
  while (slug.ends_with('-')) slug.pop_back();
  return slug.empty() ? "empty" : slug;
}

std::string ListAxisName(const ScenarioModel& scenario, size_t handshake, ListAttribute attribute) {
  const std::vector<HandshakeModel>& all = scenario.handshakes;
  if (handshake >= all.size() || !IsList(all[handshake], attribute)) return "";
  std::string name = attribute == ListAttribute::kIdentity ? "identity" : "sni";
  const auto lists = std::count_if(all.begin(), all.end(), [attribute](const HandshakeModel& h) {
    return IsList(h, attribute);
  });
  if (lists == 1) return name;
  const std::string& id = all[handshake].id;
  return name + '-' + (id.empty() ? std::to_string(handshake + 1) : id);
}

std::vector<Axis> AxesOf(const ScenarioModel& scenario) {
  std::vector<Axis> axes;
  if (std::vector<std::string> versions = OwnedWords(scenario.tls); !versions.empty()) {
    axes.push_back({"tls", std::move(versions)});
  }
  for (const scenario::AxisModel& axis : scenario.axes) {
    if (!axis.values.empty()) axes.push_back({axis.name, axis.values});
  }
  for (size_t i = 0; i < scenario.handshakes.size(); ++i) {
    for (const ListAttribute attribute : {ListAttribute::kIdentity, ListAttribute::kSni}) {
      std::string name = ListAxisName(scenario, i, attribute);
      if (name.empty()) continue;
      axes.push_back({std::move(name), OwnedWords(ListText(scenario.handshakes[i], attribute))});
    }
  }
  return axes;
}

Result<std::vector<Case>> ExpandScenario(const scenario::SuiteModel& suite,
                                         const ScenarioModel& scenario) {
  const std::vector<Axis> axes = AxesOf(scenario);
  if (Result<void> checked = CheckAxes(scenario, axes); !checked) return checked.error();
  std::vector<Case> cases;
  cases.reserve(CaseCount(axes));
  std::vector<size_t> choice(axes.size(), 0);
  do {
    cases.push_back(MakeCase(suite, scenario, axes, choice));
  } while (Advance(axes, &choice));
  return cases;
}

}  // namespace shakedown::run
