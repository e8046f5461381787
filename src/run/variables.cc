#include "run/variables.h"

#include <utility>

#include "scenario/loader.h"

namespace shakedown::run {
namespace {

using scenario::VariableModel;
using scenario::Variables;

const std::optional<std::string>& DeclaredValue(const VariableModel& variable,
                                                bool on_built_in_peer) {
  const bool peer = on_built_in_peer && variable.peer_value.has_value();
  return peer ? variable.peer_value : variable.default_value;
}

/// Why `text` cannot be substituted; null if it can as far as the table knows.
const std::string* WhyOutOfReach(const VariableTable& table, std::string_view text) {
  for (const std::string& name : ReferencesIn(text)) {
    const auto found = table.unavailable.find(name);
    if (found != table.unavailable.end()) return &found->second;
  }
  return nullptr;
}

}  // namespace

std::vector<std::string> ReferencesIn(std::string_view text) {
  std::vector<std::string> names;
  size_t at = 0;
  while ((at = text.find("${", at)) != std::string_view::npos) {
    const bool escaped = at > 0 && text[at - 1] == '$';
    const size_t end = text.find('}', at);
    if (end == std::string_view::npos) break;
    if (!escaped) names.emplace_back(text.substr(at + 2, end - at - 2));
    at = escaped ? at + 2 : end + 1;
  }
  return names;
}

Result<VariableTable> ResolveVariables(const scenario::SuiteModel& suite, const Variables& given,
                                       bool on_built_in_peer, VariableTable built_in) {
  VariableTable table = std::move(built_in);
  for (const auto& [name, value] : given) {
    table.values[name] = value;
    table.unavailable.erase(name);
  }
  for (const VariableModel& variable : suite.variables) {
    if (table.values.contains(variable.name)) continue;
    const std::optional<std::string>& text = DeclaredValue(variable, on_built_in_peer);
    if (!text) continue;
    if (const std::string* why = WhyOutOfReach(table, *text)) {
      table.unavailable[variable.name] = *why;
      continue;
    }
    Result<std::string> value = scenario::Substitute(*text, table.values, variable.position);
    if (!value) return std::move(value).error().AddContext("variable '" + variable.name + "'");
    table.values[variable.name] = std::move(*value);
  }
  return table;
}

std::string CaseVariables::WhyUnavailable(std::string_view text) const {
  for (const std::string& name : ReferencesIn(text)) {
    const auto axis = axes_.find(name);
    const std::string* why = nullptr;
    if (axis != axes_.end()) {
      why = WhyOutOfReach(table_, axis->second);
    } else if (const auto found = table_.unavailable.find(name);
               found != table_.unavailable.end()) {
      why = &found->second;
    }
    if (why != nullptr) return *why;
  }
  return "";
}

Result<const Variables*> CaseVariables::Values(const SourcePosition& position) {
  if (values_) return &*values_;
  Variables merged = table_.values;
  for (const auto& [name, value] : axes_) {
    if (WhyOutOfReach(table_, value) != nullptr) continue;
    Result<std::string> text = scenario::Substitute(value, table_.values, position);
    if (!text) return std::move(text).error().AddContext("axis '" + name + "'");
    merged[name] = std::move(*text);
  }
  values_ = std::move(merged);
  return &*values_;
}

}  // namespace shakedown::run
