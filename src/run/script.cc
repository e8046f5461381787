#include "run/script.h"

#include <optional>
#include <utility>

#include "core/text.h"
#include "run/expand.h"
#include "run/identity_texts.h"
#include "run/model_texts.h"
#include "run/spec_builder.h"
#include "scenario/loader.h"

namespace shakedown::run {
namespace {

using scenario::Expectation;
using scenario::HandshakeModel;

/// Whether some text of the element holds a variable or an escaped one.
template <typename Element>
bool HoldsVariables(const Element& element) {
  bool holds = false;
  ForEachText(element, [&holds](const std::string& text) { holds |= text.find('$') != text.npos; });
  return holds;
}

class ScriptMaker {
 public:
  ScriptMaker(const Case& test, const SuiteEnvironment& environment)
      : test_(test),
        model_(*test.scenario_model),
        environment_(environment),
        table_(environment.variables()),
        variables_(table_, test.axis_values) {}

  Result<Script> Make() {
    script_.skip_reason =
        UnmetRequirement(model_.requires_, environment_.capabilities(), environment_.variables());
    if (script_.skip_reason.empty()) script_.skip_reason = environment_.WhyNoChange(model_);
    if (!script_.skip_reason.empty()) return std::move(script_);
    TakeIdentityTexts();
    script_.steps.reserve(model_.handshakes.size());
    for (size_t i = 0; i < model_.handshakes.size(); ++i) {
      if (Result<void> added = AddStep(i); !added) return added.error();
    }
    if (Result<void> added = AddExpectations(); !added) return added.error();
    if (!script_.skip_reason.empty()) script_.steps.clear();
    return std::move(script_);
  }

 private:
  void TakeIdentityTexts() {
    const auto take = [this](const std::string& text) {
      if (text.find("${identity.") == std::string::npos) return;
      AddIdentityTexts(text, environment_.identities(), &table_);
    };
    for (const HandshakeModel& handshake : model_.handshakes) ForEachText(handshake, take);
    for (const Expectation& expectation : model_.expectations) ForEachText(expectation, take);
  }

  /// Remembers the reason if a text of `element` is out of reach.
  template <typename Element>
  bool IsOutOfReach(const Element& element) {
    ForEachText(element, [this](const std::string& text) {
      if (script_.skip_reason.empty()) script_.skip_reason = variables_.WhyUnavailable(text);
    });
    return !script_.skip_reason.empty();
  }

  Result<void> AddStep(size_t index) {
    const HandshakeModel& written = model_.handshakes[index];
    if (!HasLists(index) && !HoldsVariables(written)) return AddBuilt(index, written);
    const HandshakeModel chosen = WithAxes(index);
    if (IsOutOfReach(chosen)) return {};
    const auto values = variables_.Values(chosen.position);
    if (!values) return values.error();
    Result<HandshakeModel> substituted = scenario::Substituted(chosen, **values);
    if (!substituted) return std::move(substituted).error();
    return AddBuilt(index, *substituted);
  }

  bool HasLists(size_t index) const {
    return !ListAxisName(model_, index, ListAttribute::kIdentity).empty() ||
           !ListAxisName(model_, index, ListAttribute::kSni).empty();
  }

  /// The handshake with the values that the case's axes choose from its lists.
  HandshakeModel WithAxes(size_t index) const {
    HandshakeModel chosen = model_.handshakes[index];
    const auto choose = [&](ListAttribute attribute, auto* text) {
      const auto axis = test_.axis_values.find(ListAxisName(model_, index, attribute));
      if (axis != test_.axis_values.end()) *text = axis->second;
    };
    choose(ListAttribute::kIdentity, &chosen.identity);
    choose(ListAttribute::kSni, &chosen.sni);
    return chosen;
  }

  Result<void> AddBuilt(size_t index, const HandshakeModel& handshake) {
    const auto tls = test_.axis_values.find("tls");
    Result<attempt::HandshakeSpec> spec =
        BuildSpec(handshake, tls == test_.axis_values.end() ? std::string() : tls->second,
                  environment_.defaults());
    if (!spec) return std::move(spec).error();
    Step step;
    step.spec = std::move(*spec);
    step.model = &model_.handshakes[index];
    step.id = handshake.id;
    step.identity = handshake.identity.empty() ? "none" : handshake.identity;
    step.resume = handshake.resume;
    if (step.spec.renegotiation &&
        step.spec.renegotiation->presents == attempt::Renegotiation::Presents::kOther) {
      step.renegotiated = handshake.renegotiation->identity;
    }
    step.change = handshake.change;
    for (const std::string_view id : Words(handshake.wait_until_expired)) {
      step.wait_for.emplace_back(id);
    }
    if (!handshake.id.empty()) {
      step.purpose = handshake.id;
    } else {
      step.purpose =
          model_.handshakes.size() == 1 ? "as asked" : "handshake " + std::to_string(index + 1);
    }
    script_.steps.push_back(std::move(step));
    return {};
  }

  Result<void> AddExpectations() {
    script_.unchanged = model_.expectations;
    bool any = false;
    for (const Expectation& expectation : model_.expectations) any |= HoldsVariables(expectation);
    if (!any) return {};
    script_.substituted.reserve(model_.expectations.size());
    for (const Expectation& raw : model_.expectations) {
      if (IsOutOfReach(raw)) return {};
      const auto values = variables_.Values(raw.position);
      if (!values) return values.error();
      Result<Expectation> expectation = scenario::Substituted(raw, **values);
      if (!expectation) return std::move(expectation).error();
      script_.substituted.push_back(std::move(*expectation));
    }
    return {};
  }

  const Case& test_;
  const scenario::ScenarioModel& model_;
  const SuiteEnvironment& environment_;
  VariableTable table_;  ///< the suite's, and what the case's identities look like
  CaseVariables variables_;
  Script script_;
};

}  // namespace

Result<Script> MakeScript(const Case& test, const SuiteEnvironment& environment) {
  return ScriptMaker(test, environment).Make();
}

}  // namespace shakedown::run
