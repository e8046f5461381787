#include "scenario/build.h"

#include "core/text.h"
#include "scenario/check_damage.h"
#include "scenario/fields.h"
#include "scenario/grammar.h"

namespace shakedown::scenario {
namespace {

template <typename Model, size_t N>
void TakeFields(const XmlElement& element, const TextField<Model> (&fields)[N], Model& model) {
  for (const auto& field : fields) {
    if (const XmlAttribute* found = element.Find(field.attribute))
      model.*field.member = found->value;
  }
}

template <size_t N>
void TakeWords(const XmlElement& element, const WordsField (&fields)[N], Expectation& model) {
  for (const WordsField& field : fields) {
    for (const std::string_view word : Words(element.Value(field.attribute))) {
      (model.*field.member).emplace_back(word);
    }
  }
}

std::vector<std::string> WordList(std::string_view text) {
  const auto words = Words(text);
  return {words.begin(), words.end()};
}

bool Boolean(const XmlElement& element, std::string_view attribute, bool otherwise) {
  const XmlAttribute* found = element.Find(attribute);
  return found == nullptr ? otherwise : found->value == "yes";
}

std::optional<bool> OptionalBoolean(const XmlElement& element, std::string_view attribute) {
  if (element.Find(attribute) == nullptr) return std::nullopt;
  return Boolean(element, attribute, false);
}

/// Running text: white space folded, made printable.
std::string Prose(std::string_view text) {
  std::string folded;
  for (const std::string_view word : Words(text)) {
    if (!folded.empty()) folded += ' ';
    folded += word;
  }
  return Printable(folded);
}

std::string TitleOr(const XmlElement& element, std::string_view otherwise) {
  const std::string title = Prose(element.Value("title"));
  return title.empty() ? std::string(otherwise) : title;
}

class Builder {
 public:
  explicit Builder(const SourceText& source) : source_(source) {}

  SuiteModel Suite(const XmlElement& root) {
    SuiteModel suite;
    suite.file = source_.file();
    suite.name = root.Value("name");
    suite.title = TitleOr(root, suite.name);
    for (const XmlElement& child : root.children) {
      if (child.name == "description") suite.description = Prose(child.text);
      if (child.name == "variable") suite.variables.push_back(Variable(child));
      if (child.name == "target") suite.target = Positioned(child, kTargetFields);
      if (child.name == "peer") TakeHosts(child, suite);
      if (child.name == "identities") TakeIdentities(child, suite);
      if (child.name == "scenario") suite.scenarios.push_back(Scenario(child));
    }
    return suite;
  }

 private:
  template <typename Model, size_t N>
  Model Positioned(const XmlElement& element, const TextField<Model> (&fields)[N]) {
    Model model;
    TakeFields(element, fields, model);
    model.position = source_.At(element.offset);
    return model;
  }

  VariableModel Variable(const XmlElement& element) {
    VariableModel variable;
    variable.name = element.Value("name");
    if (const auto* value = element.Find("default")) variable.default_value = value->value;
    if (const auto* value = element.Find("peer")) variable.peer_value = value->value;
    variable.position = source_.At(element.offset);
    return variable;
  }

  void TakeHosts(const XmlElement& peer, SuiteModel& suite) {
    for (const XmlElement& element : peer.children) {
      PeerHostModel host = Positioned(element, kHostFields);
      host.crl = Boolean(element, "crl", host.crl);
      host.tickets = Boolean(element, "tickets", host.tickets);
      suite.peer_hosts.push_back(std::move(host));
    }
  }

  void TakeIdentities(const XmlElement& list, SuiteModel& suite) {
    for (const XmlElement& element : list.children) {
      suite.identities.push_back(Positioned(element, kIdentityFields));
    }
  }

  ScenarioModel Scenario(const XmlElement& element) {
    ScenarioModel scenario;
    scenario.id = element.Value("id");
    scenario.title = TitleOr(element, scenario.id);
    scenario.tls = Joined(WordList(element.Value("tls")), " ");
    scenario.tags = WordList(element.Value("tags"));
    scenario.requires_ = WordList(element.Value("requires"));
    scenario.references = References(element.Value("references"));
    scenario.known_failure = Prose(element.Value("known-failure"));
    scenario.position = source_.At(element.offset);
    for (const XmlElement& child : element.children) {
      if (child.name == "description") scenario.description = Prose(child.text);
      if (child.name == "matrix") {
        scenario.axes.push_back(
            {std::string(child.Value("name")), WordList(child.Value("values"))});
      }
      if (child.name == "handshake") scenario.handshakes.push_back(Handshake(child));
      if (child.name == "expect") scenario.expectations.push_back(Expect(child));
    }
    return scenario;
  }

  static std::vector<std::string> References(std::string_view text) {
    std::vector<std::string> references;
    while (!text.empty()) {
      const size_t end = std::min(text.find(','), text.size());
      references.push_back(Prose(text.substr(0, end)));
      text.remove_prefix(std::min(end + 1, text.size()));
    }
    return references;
  }

  HandshakeModel Handshake(const XmlElement& element) {
    HandshakeModel handshake = Positioned(element, kHandshakeFields);
    if (const auto* sni = element.Find("sni")) handshake.sni = sni->value;
    handshake.post_handshake_auth = Boolean(element, "post-handshake-auth", false);
    handshake.request = Boolean(element, "request", true);
    handshake.early_data = Boolean(element, "early-data", false);
    for (const XmlElement& child : element.children) {
      if (child.name == "further-request") {
        handshake.further_requests.push_back(Positioned(child, kFurtherRequestFields));
      }
      if (child.name == "damage") handshake.damages.push_back(Damage(child));
      if (child.name == "header") {
        handshake.headers.emplace_back(child.Value("name"), child.Value("value"));
      }
    }
    return handshake;
  }

  DamageModel Damage(const XmlElement& element) {
    DamageModel damage;
    damage.message = element.Value("message");
    damage.position = source_.At(element.offset);
    if (const XmlAttribute* operation = DamageOperation(element)) {
      const bool plain =
          FindAttribute(*FindElement("damage"), operation->name)->kind == ValueKind::kBoolean;
      damage.operation = operation->name;
      if (!plain) damage.argument = operation->value;
    }
    return damage;
  }

  Expectation Expect(const XmlElement& element) {
    Expectation expectation = Positioned(element, kExpectFields);
    TakeWords(element, kExpectWords, expectation);
    expectation.outcome = Outcome(element.Value("outcome"));
    for (const XmlElement& child : element.children) {
      if (child.name == "at") {
        TakeFields(child, kAtFields, expectation);
        TakeWords(child, kAtWords, expectation);
        expectation.resumed = OptionalBoolean(child, "resumed");
      } else if (child.name == "canary") {
        expectation.canary = Canary(child);
      } else {
        expectation.certificate_request = Request(child);
      }
    }
    return expectation;
  }

  CanaryExpectation Canary(const XmlElement& element) {
    return {std::string(element.Value("text")), WordList(element.Value("status")),
            Boolean(element, "seen", false), source_.At(element.offset)};
  }

  static std::optional<diagnosis::Outcome> Outcome(std::string_view word) {
    using enum diagnosis::Outcome;
    for (const auto outcome : {kAccepted, kRefused, kNoVerdict}) {
      if (word == diagnosis::ToString(outcome)) return outcome;
    }
    return std::nullopt;
  }

  RequestExpectation Request(const XmlElement& element) {
    RequestExpectation request = Positioned(element, kRequestFields);
    request.present = OptionalBoolean(element, "present");
    request.well_formed = Boolean(element, "well-formed", true);
    const std::string_view match = element.Value("ca-names");
    if (match == "exact") request.name_match = RequestExpectation::NameMatch::kExact;
    if (match == "ordered") request.name_match = RequestExpectation::NameMatch::kOrdered;
    if (match == "empty") request.names_empty = true;
    if (match == "not-empty") request.names_empty = false;
    for (const XmlElement& child : element.children) TakeRule(child, request);
    return request;
  }

  void TakeRule(const XmlElement& rule, RequestExpectation& request) {
    const bool present = Boolean(rule, "present", true);
    if (rule.name == "ca-name") {
      request.ca_names.push_back({std::string(rule.Value("dn")), present, source_.At(rule.offset)});
    } else if (rule.name == "signature-algorithm") {
      request.signature_algorithms.push_back({std::string(rule.Value("name")), present});
    } else {
      request.certificate_types.push_back({std::string(rule.Value("name")), present});
    }
  }

  const SourceText& source_;
};

}  // namespace

SuiteModel BuildSuite(const XmlElement& root, const SourceText& source) {
  return Builder(source).Suite(root);
}

}  // namespace shakedown::scenario
