// Variables replaced in whole elements, and the values that could not be checked before checked.
#include <set>

#include "core/text.h"
#include "scenario/fields.h"
#include "scenario/grammar.h"
#include "scenario/loader.h"
#include "scenario/variables.h"

namespace shakedown::scenario {
namespace {

/// Works on one element; keeps the first error.
class Substituter {
 public:
  Substituter(std::string_view element, const Variables& variables, const SourcePosition& position)
      : rule_(FindElement(element)), variables_(variables), position_(position) {}

  /// Replaces and checks the value of one attribute.
  void Value(std::string_view attribute, std::string& value) {
    if (error_) return;
    const AttributeRule* rule = FindAttribute(*rule_, attribute);
    if (!MayHoldVariables(rule->kind) || value.find('$') == std::string::npos) return;
    auto text = Substitute(value, variables_, position_);
    if (!text) {
      error_ = std::move(text).error();
      error_->AddContext(Where(attribute));
      return;
    }
    value = std::move(text).value();
    if (auto problem = CheckValue(rule->kind, value)) {
      error_ = Error(ErrorCode::kSuite, problem->message)
                   .AddContext(Where(attribute))
                   .WithHint(problem->hint)
                   .At(position_);
    }
  }

  /// A list of alternatives; a variable may stand for several words.
  void List(std::string_view attribute, std::vector<std::string>& list) {
    if (list.empty()) return;
    std::string joined = Joined(list, " ");
    if (joined.find('$') == std::string::npos) return;
    Value(attribute, joined);
    const auto words = Words(joined);
    list.assign(words.begin(), words.end());
  }

  template <typename Model, size_t N>
  void Fields(const TextField<Model> (&fields)[N], Model& model) {
    for (const auto& field : fields) Value(field.attribute, model.*field.member);
  }

  template <typename Model>
  Result<Model> Finish(Model model) {
    if (error_) return std::move(*error_);
    return model;
  }
  std::optional<Error>& error() { return error_; }

 private:
  std::string Where(std::string_view attribute) const {
    return "attribute '" + std::string(attribute) + "' of <" + std::string(rule_->name) + '>';
  }

  const ElementRule* rule_;
  const Variables& variables_;
  const SourcePosition& position_;
  std::optional<Error> error_;
};

template <typename Model, size_t N>
Result<Model> SubstitutedFields(std::string_view element, const TextField<Model> (&fields)[N],
                                Model model, const Variables& variables) {
  Substituter substituter(element, variables, model.position);
  substituter.Fields(fields, model);
  return substituter.Finish(std::move(model));
}

template <typename Model, size_t N>
std::optional<Error> SubstituteEach(std::string_view element, const TextField<Model> (&fields)[N],
                                    std::vector<Model>& models, const Variables& variables) {
  for (Model& model : models) {
    Substituter substituter(element, variables, model.position);
    substituter.Fields(fields, model);
    if (substituter.error()) return substituter.error();
  }
  return std::nullopt;
}

std::optional<Error> SubstituteRules(std::string_view element,
                                     std::vector<RequestExpectation::CodePointRule>& rules,
                                     const Variables& variables, const SourcePosition& position) {
  Substituter substituter(element, variables, position);
  for (auto& rule : rules) substituter.Value("name", rule.name);
  return substituter.error();
}

std::optional<Error> SubstituteRequest(RequestExpectation& request, const Variables& variables) {
  Substituter attributes("certificate-request", variables, request.position);
  attributes.Fields(kRequestFields, request);
  attributes.List("rules", request.rules);
  if (attributes.error()) return attributes.error();
  for (CaNameRule& rule : request.ca_names) {
    Substituter name("ca-name", variables, rule.position);
    name.Value("dn", rule.dn);
    if (name.error()) return name.error();
  }
  if (auto error = SubstituteRules("signature-algorithm", request.signature_algorithms, variables,
                                   request.position)) {
    return error;
  }
  return SubstituteRules("certificate-type", request.certificate_types, variables,
                         request.position);
}

}  // namespace

Result<TargetModel> Substituted(const TargetModel& target, const Variables& variables) {
  return SubstitutedFields("target", kTargetFields, target, variables);
}

Result<PeerHostModel> Substituted(const PeerHostModel& host, const Variables& variables) {
  return SubstitutedFields("host", kHostFields, host, variables);
}

Result<IdentityModel> Substituted(const IdentityModel& identity, const Variables& variables) {
  return SubstitutedFields("identity", kIdentityFields, identity, variables);
}

Result<HandshakeModel> Substituted(const HandshakeModel& handshake, const Variables& variables) {
  HandshakeModel model = handshake;
  Substituter attributes("handshake", variables, handshake.position);
  attributes.Fields(kHandshakeFields, model);
  if (model.sni) attributes.Value("sni", *model.sni);
  if (attributes.error()) return std::move(*attributes.error());
  if (auto error = SubstituteEach("header", kHeaderFields, model.headers, variables)) {
    return std::move(*error);
  }
  if (auto error = SubstituteEach("trailer", kTrailerFields, model.trailers, variables)) {
    return std::move(*error);
  }
  if (model.change) {
    Substituter change("change", variables, model.change->position);
    change.Fields(kChangeFields, *model.change);
    if (change.error()) return std::move(*change.error());
  }
  for (FurtherRequestModel& further : model.further_requests) {
    Substituter request("further-request", variables, further.position);
    request.Fields(kFurtherRequestFields, further);
    if (request.error()) return std::move(*request.error());
  }
  if (model.renegotiation) {
    Substituter again("renegotiate", variables, model.renegotiation->position);
    again.Fields(kRenegotiationFields, *model.renegotiation);
    if (model.renegotiation->sni) again.Value("sni", *model.renegotiation->sni);
    if (again.error()) return std::move(*again.error());
  }
  for (DamageModel& damage : model.damages) {
    Substituter attributes_of("damage", variables, damage.position);
    attributes_of.Value("message", damage.message);
    attributes_of.Value("when", damage.when);
    if (!damage.argument.empty()) attributes_of.Value(damage.operation, damage.argument);
    if (attributes_of.error()) return std::move(*attributes_of.error());
  }
  return model;
}

Result<ConnectionModel> Substituted(const ConnectionModel& connection, const Variables& variables) {
  return SubstitutedFields("connection", kConnectionFields, connection, variables);
}

Result<Expectation> Substituted(const Expectation& expectation, const Variables& variables) {
  Expectation model = expectation;
  Substituter expect("expect", variables, expectation.position);
  expect.Fields(kExpectFields, model);
  for (const WordsField& field : kExpectWords) expect.List(field.attribute, model.*field.member);
  if (expect.error()) return std::move(*expect.error());
  Substituter at("at", variables, expectation.position);
  at.Fields(kAtFields, model);
  for (const WordsField& field : kAtWords) at.List(field.attribute, model.*field.member);
  if (at.error()) return std::move(*at.error());
  if (model.answer) {
    Substituter answer("answer", variables, model.answer->position);
    answer.Fields(kAnswerFields, *model.answer);
    answer.List("alert", model.answer->alerts);
    if (answer.error()) return std::move(*answer.error());
  }
  if (model.canary) {
    Substituter canary("canary", variables, model.canary->position);
    canary.Value("text", model.canary->text);
    canary.List("status", model.canary->statuses);
    if (canary.error()) return std::move(*canary.error());
  }
  if (model.answer_time) {
    Substituter time("answer-time", variables, model.answer_time->position);
    time.Fields(kAnswerTimeFields, *model.answer_time);
    if (time.error()) return std::move(*time.error());
  }
  if (model.tickets) {
    Substituter tickets("tickets", variables, model.tickets->position);
    tickets.Fields(kTicketsFields, *model.tickets);
    if (tickets.error()) return std::move(*tickets.error());
  }
  if (model.certificate_request) {
    if (auto error = SubstituteRequest(*model.certificate_request, variables)) {
      return std::move(*error);
    }
  }
  return model;
}

}  // namespace shakedown::scenario
