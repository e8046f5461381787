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
      if (child.name == "scenario" || child.name == "client-case") {
        suite.scenarios.push_back(Scenario(child));
      }
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
    suite.peer_idle_limit = peer.Value("idle-limit");
    suite.peer_life_limit = peer.Value("life-limit");
    for (const XmlElement& element : peer.children) {
      PeerHostModel host = Positioned(element, kHostFields);
      host.crl = Boolean(element, "crl", host.crl);
      host.keep_alive = Boolean(element, "keep-alive", host.keep_alive);
      host.ocsp = Boolean(element, "ocsp", false);
      host.tickets = Boolean(element, "tickets", host.tickets);
      host.other_listener = Boolean(element, "other-listener", false);
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
      if (child.name == "connection") scenario.connections.push_back(Connection(child));
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
    handshake.record_padding = Boolean(element, "record-padding", false);
    handshake.request = Boolean(element, "request", true);
    handshake.plain = Boolean(element, "plain", false);
    handshake.request_at_once = Boolean(element, "request-at-once", false);
    handshake.early_data = Boolean(element, "early-data", false);
    handshake.keep_first_session = Boolean(element, "keep-first-session", false);
    handshake.pipeline = Boolean(element, "pipeline", false);
    handshake.replayed = Boolean(element, "replayed", false);
    handshake.extended_master_secret = Boolean(element, "extended-master-secret", true);
    for (const XmlElement& child : element.children) {
      if (child.name == "change") {
        handshake.change = Positioned(child, kChangeFields);
        handshake.change->issuer_revoked = Boolean(child, "issuer-revoked", false);
      }
      if (child.name == "further-request") {
        handshake.further_requests.push_back(Positioned(child, kFurtherRequestFields));
      }
      if (child.name == "trailer") {
        handshake.trailers.push_back(Positioned(child, kTrailerFields));
      }
      if (child.name == "damage") handshake.damages.push_back(Damage(child));
      if (child.name == "renegotiate") {
        handshake.renegotiation = Positioned(child, kRenegotiationFields);
        if (const auto* sni = child.Find("sni")) handshake.renegotiation->sni = sni->value;
      }
      if (child.name == "header") {
        handshake.headers.push_back(Positioned(child, kHeaderFields));
      }
    }
    return handshake;
  }

  ConnectionModel Connection(const XmlElement& element) {
    ConnectionModel connection = Positioned(element, kConnectionFields);
    connection.tickets = Boolean(element, "tickets", false);
    connection.foreign_key = Boolean(element, "foreign-key", false);
    connection.old_algorithms = Boolean(element, "old-algorithms", false);
    return connection;
  }

  AnswerExpectation Answer(const XmlElement& element) {
    AnswerExpectation answer = Positioned(element, kAnswerFields);
    answer.alerts = WordList(element.Value("alert"));
    answer.certificate = OptionalBoolean(element, "certificate");
    answer.offered_scheme = OptionalBoolean(element, "offered-scheme");
    answer.complete_chain = OptionalBoolean(element, "complete-chain");
    answer.extensions = OptionalBoolean(element, "extensions");
    answer.echoes_context = OptionalBoolean(element, "echoes-context");
    answer.resumed = OptionalBoolean(element, "resumed");
    answer.early_data = OptionalBoolean(element, "early-data");
    return answer;
  }

  DamageModel Damage(const XmlElement& element) {
    DamageModel damage;
    damage.message = element.Value("message");
    damage.when = element.Value("when");
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
    expectation.decided = element.Value("outcome") == "decided";
    for (const XmlElement& child : element.children) {
      if (child.name == "at") {
        TakeFields(child, kAtFields, expectation);
        TakeWords(child, kAtWords, expectation);
        expectation.resumed = OptionalBoolean(child, "resumed");
      } else if (child.name == "answer") {
        expectation.answer = Answer(child);
      } else if (child.name == "canary") {
        expectation.canary = Canary(child);
      } else if (child.name == "tickets") {
        expectation.tickets = Positioned(child, kTicketsFields);
        expectation.tickets->within_certificate = Boolean(child, "within-certificate", false);
      } else if (child.name == "answer-time") {
        expectation.answer_time = Positioned(child, kAnswerTimeFields);
      } else {
        expectation.certificate_request = Request(child);
      }
    }
    return expectation;
  }

  CanaryExpectation Canary(const XmlElement& element) {
    CanaryExpectation canary{std::string(element.Value("text")), WordList(element.Value("status")),
                             Boolean(element, "seen", false), element.Value("seen") == "if-served",
                             source_.At(element.offset)};
    return canary;
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
    request.fresh_contexts = Boolean(element, "fresh-contexts", false);
    request.rules = WordList(element.Value("rules"));
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
