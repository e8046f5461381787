#include "scenario/check_scenario.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "core/text.h"
#include "scenario/check_damage.h"
#include "scenario/grammar.h"
#include "scenario/variables.h"

namespace shakedown::scenario {
namespace {

/// Axis names that the runner makes of list-valued attributes.
constexpr std::string_view kReservedAxes[] = {"tls", "identity", "sni"};
/// What an attribute without a request has no effect on.
constexpr std::string_view kRequestOnly[] = {"host",       "path",     "method",
                                             "early-data", "replayed", "pause-before-request"};
constexpr size_t kMaxExpansions = 1000;

using Axes = std::map<std::string, std::vector<std::string>, std::less<>>;

std::string SuggestionFrom(std::string_view name, const std::set<std::string>& known) {
  const std::vector<std::string_view> names(known.begin(), known.end());
  return Suggestion(name, names);
}

/// `word` for each value of the axes it refers to, at least one; nothing if it refers to anything
/// else.
std::optional<std::vector<std::string>> Expanded(std::string_view word, const Axes& axes) {
  std::vector<std::string> texts = {std::string()};
  size_t done = 0;
  for (const VariableReference& reference : FindReferences(word)) {
    const auto axis = axes.find(reference.name);
    if (axis == axes.end() || axis->second.empty()) return std::nullopt;
    if (texts.size() * axis->second.size() > kMaxExpansions) return std::nullopt;
    std::vector<std::string> longer;
    for (const std::string& text : texts) {
      for (const std::string& value : axis->second) {
        std::string& next = longer.emplace_back(text);
        next += word.substr(done, reference.at - done);
        next += value;
      }
    }
    texts = std::move(longer);
    done = reference.end;
  }
  for (std::string& text : texts) text += word.substr(done);
  return texts;
}

class ScenarioCheck {
 public:
  ScenarioCheck(const SuiteScope& scope, Problems& problems) : scope_(scope), problems_(problems) {}

  void Run(const XmlElement& scenario) {
    Requires(scenario);
    std::set<std::string> variables = scope_.variables;
    if (scenario.Find("tls") != nullptr) variables.insert("tls");
    TakeAxes(scenario, variables);
    for (const XmlElement& child : scenario.children) {
      if (child.name == "handshake") {
        CheckVariables(child, variables, problems_);
        Handshake(child);
      }
    }
    for (const XmlElement& child : scenario.children) {
      if (child.name == "expect") {
        CheckVariables(child, variables, problems_);
        Expect(child);
      }
    }
  }

 private:
  void Requires(const XmlElement& scenario) {
    const XmlAttribute* attribute = scenario.Find("requires");
    if (attribute == nullptr) return;
    for (const std::string_view word : Words(attribute->value)) {
      const size_t colon = word.find("var:");
      if (colon == std::string_view::npos) continue;
      const std::string name(word.substr(colon + 4));
      if (name.empty() || scope_.variables.contains(name)) continue;
      problems_.AddValue(*attribute, {"variable " + Quoted(name) + " is not declared",
                                      SuggestionFrom(name, scope_.declared),
                                      static_cast<size_t>(word.data() - attribute->value.data())});
    }
  }

  void TakeAxes(const XmlElement& scenario, std::set<std::string>& variables) {
    UniqueNames names(problems_, "name", "matrix");
    for (const XmlElement& matrix : scenario.children) {
      if (matrix.name != "matrix") continue;
      const XmlAttribute* name = matrix.Find("name");
      if (name == nullptr || !names.Take(matrix)) continue;
      if (std::find(std::begin(kReservedAxes), std::end(kReservedAxes), name->value) !=
          std::end(kReservedAxes)) {
        problems_.Add(name->value_offset, "the axis name " + Quoted(name->value) + " is taken",
                      "the attributes tls=, identity= and sni= make axes of these names");
      } else if (variables.contains(name->value)) {
        problems_.Add(name->value_offset,
                      "the axis " + Quoted(name->value) + " hides the variable of that name",
                      "choose another name");
      }
      std::vector<std::string>& values = axes_[name->value];
      for (const std::string_view value : Words(matrix.Value("values"))) values.emplace_back(value);
      variables.insert(name->value);
      RepeatedValues(matrix);
    }
  }

  void RepeatedValues(const XmlElement& matrix) {
    const XmlAttribute* attribute = matrix.Find("values");
    if (attribute == nullptr) return;
    std::set<std::string_view> seen;
    for (const std::string_view value : Words(attribute->value)) {
      if (seen.insert(value).second) continue;
      problems_.AddValue(*attribute, {"the value " + Quoted(value) + " is given twice",
                                      {},
                                      static_cast<size_t>(value.data() - attribute->value.data())});
    }
  }

  void Handshake(const XmlElement& handshake) {
    Identities(handshake.Find("identity"));
    Identities(handshake.Find("wait-until-expired"));
    Earlier(handshake.Find("resume"), "an earlier handshake");
    NothingToSign(handshake);
    NoSession(handshake);
    for (const XmlElement& child : handshake.children) {
      if (child.name == "change") Change(child);
      if (child.name == "renegotiate") Identities(child.Find("identity"));
      if (child.name != "damage") continue;
      CheckDamage(child, problems_);
      Earlier(child.Find("replay"), "an earlier handshake");
    }
    NoRequest(handshake);
    const XmlAttribute* id = handshake.Find("id");
    if (id == nullptr) return;
    if (!handshakes_.insert(id->value).second) {
      problems_.Add(id->value_offset, "handshake " + Quoted(id->value) + " is defined twice",
                    "ids are unique within a scenario");
    }
  }

  void Identities(const XmlAttribute* attribute) {
    if (attribute == nullptr) return;
    for (const std::string_view word : Words(attribute->value)) {
      // A literal that is no id at all has been refused before.
      const auto texts = Expanded(word, axes_);
      if (!texts || (texts->front() == word && !IsSlug(word))) continue;
      for (const std::string& id : *texts) {
        if (scope_.identities.contains(id)) continue;
        problems_.AddValue(
            *attribute,
            {"there is no identity " + Quoted(id), SuggestionFrom(id, scope_.identities),
             static_cast<size_t>(word.data() - attribute->value.data())});
        break;
      }
    }
  }

  void Earlier(const XmlAttribute* reference, const char* what) {
    if (reference == nullptr || handshakes_.contains(reference->value)) return;
    problems_.AddValue(*reference, {Quoted(reference->value) + " is not the id of " + what,
                                    SuggestionFrom(reference->value, handshakes_), 0});
  }

  void NothingToSign(const XmlElement& handshake) {
    const XmlAttribute* damage = handshake.Find("damage");
    if (damage == nullptr || damage->value != "wrong-key") return;
    const std::string_view identity = Trimmed(handshake.Value("identity"));
    if (!identity.empty() && identity != "none") return;
    problems_.Add(damage->value_offset, "damage='wrong-key' needs an identity to sign for");
  }

  void NoSession(const XmlElement& handshake) {
    if (handshake.Find("resume") == nullptr) {
      NeedsSession(handshake.Find("early-data"), "early data needs a session to resume");
      NeedsSession(handshake.Find("ticket"), "there is no ticket without a session to resume");
    }
    const XmlAttribute* replayed = handshake.Find("replayed");
    if (replayed == nullptr || replayed->value != "yes") return;
    if (handshake.Value("early-data") == "yes") return;
    problems_.Add(replayed->value_offset, "only a first flight with early data can be replayed",
                  "add early-data=\"yes\"");
  }

  void NeedsSession(const XmlAttribute* attribute, const char* problem) {
    if (attribute == nullptr || attribute->value == "no") return;
    problems_.Add(attribute->value_offset, problem,
                  "name the handshake that it comes from: resume=\"ID\"");
  }

  void NoRequest(const XmlElement& handshake) {
    if (handshake.Value("request") != "no") return;
    for (const std::string_view name : kRequestOnly) {
      const XmlAttribute* attribute = handshake.Find(name);
      if (attribute == nullptr) continue;
      problems_.Add(attribute->name_offset,
                    "attribute " + Quoted(name) + " does not go with request='no'");
    }
    for (const XmlElement& child : handshake.children) {
      if (child.name != "header" && child.name != "further-request" &&
          child.name != "renegotiate") {
        continue;
      }
      problems_.Add(child.offset,
                    "<" + std::string(child.name) + "> does not go with request='no'");
      break;
    }
  }

  void Expect(const XmlElement& expect) {
    Earlier(expect.Find("handshake"), "a handshake of this scenario");
    const bool only_addressed =
        expect.children.empty() &&
        expect.attributes.size() == (expect.Find("handshake") != nullptr ? 1U : 0U);
    if (only_addressed) {
      problems_.Add(expect.offset, "<expect> expects nothing",
                    "give outcome=, cause=, enforcement=, <at>, <canary>, <certificate-request> or "
                    "<answer-time>");
    }
    const XmlAttribute* alerts = expect.Find("alerts");
    if (alerts != nullptr && expect.Value("outcome") != "refused") {
      problems_.Add(alerts->name_offset, "alerts= goes with outcome='refused'",
                    "an alert that must come is <at alert=...>");
    }
    for (const XmlElement& child : expect.children) {
      if (child.name == "at" && child.attributes.empty()) {
        problems_.Add(child.offset, "<at> expects nothing",
                      "give layer=, alert=, status=, title=, tls=, resumed=, early-data= or "
                      "server-signature=");
      }
      if (child.name == "certificate-request") Request(child);
      if (child.name == "tickets") Tickets(child);
      if (child.name == "answer-time") Earlier(child.Find("like"), "a handshake of this scenario");
    }
  }

  void Change(const XmlElement& change) {
    Identities(change.Find("revoked"));
    if (change.attributes.empty()) {
      problems_.Add(change.offset, "<change> changes nothing", "give trust=, crl= or policy=");
    }
    for (const char* name : {"revoked", "issuer-revoked"}) {
      const XmlAttribute* attribute = change.Find(name);
      if (attribute == nullptr || change.Find("crl") != nullptr) continue;
      problems_.Add(attribute->name_offset, Quoted(name) + " needs a list to stand on",
                    "add crl=\"current\"");
    }
  }

  void Tickets(const XmlElement& tickets) {
    Earlier(tickets.Find("shorter-than"), "a handshake of this scenario");
    if (!tickets.attributes.empty()) return;
    problems_.Add(tickets.offset, "<tickets> expects nothing",
                  "give max-lifetime=, shorter-than= or within-certificate=");
  }

  void Request(const XmlElement& request) {
    Earlier(request.Find("same-ca-names-as"), "a handshake of this scenario");
    Earlier(request.Find("same-signature-algorithms-as"), "a handshake of this scenario");
    if (request.Value("present") == "no") {
      if (request.attributes.size() > 1 || !request.children.empty()) {
        problems_.Add(request.offset, "a request that must not come cannot have other rules");
      }
      return;
    }
    CaNames(request);
  }

  void CaNames(const XmlElement& request) {
    const XmlAttribute* match = request.Find("ca-names");
    const auto lists = std::count_if(
        request.children.begin(), request.children.end(), [](const XmlElement& child) {
          return child.name == "ca-name" && child.Value("present") != "no";
        });
    if (match == nullptr) return;
    if (match->value == "empty" && lists > 0) {
      problems_.Add(match->value_offset, "ca-names='empty' contradicts a <ca-name>");
    } else if ((match->value == "exact" || match->value == "ordered") && lists == 0) {
      problems_.Add(match->value_offset, "ca-names=" + Quoted(match->value) + " needs a <ca-name>",
                    "for a list without names write ca-names=\"empty\"");
    }
  }

  const SuiteScope& scope_;
  Problems& problems_;
  Axes axes_;
  std::set<std::string> handshakes_;
};

void CheckReference(const XmlAttribute& attribute, const VariableReference& reference,
                    const std::set<std::string>& known, Problems& problems) {
  if (!reference.closed || !IsVariableName(reference.name)) {
    return problems.AddValue(attribute,
                             {"${ without a variable's name and }",
                              "write ${name}, or $${ for the characters themselves", reference.at});
  }
  if (known.contains(std::string(reference.name))) return;
  const std::string name(reference.name);
  std::string hint = SuggestionFrom(name, known);
  if (!hint.starts_with("did you mean")) hint = "declare it: <variable name=\"" + name + "\"/>";
  problems.AddValue(attribute, {"variable " + Quoted(name) + " is not known here", std::move(hint),
                                reference.at});
}

}  // namespace

bool UniqueNames::Take(const XmlElement& element) {
  const XmlAttribute* name = element.Find(attribute_);
  if (name == nullptr || seen_.insert(name->value).second) return true;
  problems_.Add(name->value_offset,
                std::string(what_) + ' ' + Quoted(name->value) + " is defined twice");
  return false;
}

void CheckVariables(const XmlElement& element, const std::set<std::string>& known,
                    Problems& problems) {
  const ElementRule* rule = FindElement(element.name);
  for (const XmlAttribute& attribute : element.attributes) {
    const AttributeRule* kind = rule == nullptr ? nullptr : FindAttribute(*rule, attribute.name);
    const bool substituted = kind != nullptr && (MayHoldVariables(kind->kind) ||
                                                 kind->kind == ValueKind::kVariableValue);
    if (!substituted) continue;
    for (const VariableReference& reference : FindReferences(attribute.value)) {
      CheckReference(attribute, reference, known, problems);
    }
  }
  for (const XmlElement& child : element.children) CheckVariables(child, known, problems);
}

void CheckScenario(const XmlElement& scenario, const SuiteScope& scope, Problems& problems) {
  ScenarioCheck(scope, problems).Run(scenario);
}

}  // namespace shakedown::scenario
