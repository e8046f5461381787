#include "scenario/match_client.h"

#include <algorithm>

#include "attempt/trace_view.h"
#include "core/text.h"

namespace shakedown::scenario {
namespace {

using attempt::ServedConnection;
using attempt::Side;
using tls::HandshakeType;

constexpr size_t kMostOutput = 200;

/// Suites without a server certificate: the name says so (RFC 5246 section A.5).
bool IsAnonymous(tls::CipherSuite suite) {
  return tls::Name(suite).find("_anon_") != std::string::npos;
}

bool OffersSession(const tls::ClientHello& hello) {
  if (hello.offers_psk || !hello.session_ticket.empty()) return true;
  // In TLS 1.3 the id is there for middleboxes (RFC 9846 appendix E.4).
  const auto& versions = hello.supported_versions;
  return !hello.session_id.empty() &&
         std::ranges::find(versions, tls::Version::kTls13) == versions.end();
}

bool Offers(std::string_view what, const tls::ClientHello& hello) {
  if (what == "post-handshake-auth") return hello.post_handshake_auth;
  if (what == "h2") return std::ranges::find(hello.alpn, "h2") != hello.alpn.end();
  if (what == "resumption") return OffersSession(hello);
  return std::ranges::any_of(hello.cipher_suites, IsAnonymous);
}

/// All of the client's Certificate messages.
std::vector<const tls::CertificateMessage*> Certificates(const ServedConnection& connection) {
  std::vector<const tls::CertificateMessage*> found;
  for (const attempt::Event& event : connection.trace.events) {
    const auto* message = std::get_if<attempt::Message>(&event.body);
    if (message == nullptr || message->from != Side::kClient) continue;
    const auto* body = std::get_if<tls::CertificateMessage>(&message->body);
    if (body != nullptr) found.push_back(body);
  }
  return found;
}

/// `word` is a name, a number or "none".
bool IsAlert(const std::string& word, const attempt::Found<attempt::AlertSeen>& alert) {
  if (word == "none" || !alert) return word == "none" && !alert;
  return tls::AlertDescriptionFromName(word) == alert->description;
}

const char* YesOrNo(bool value) { return value ? "yes" : "no"; }

class ClientMatch final {
 public:
  ClientMatch(const Expectation& expected, const ClientObservation& seen, std::string label,
              const Fingerprints& fingerprints, std::vector<CheckResult>* results)
      : expected_(expected),
        seen_(seen),
        label_(std::move(label)),
        fingerprints_(fingerprints),
        results_(results) {}

  void Run() {
    if (!expected_.client.empty()) Outcome();
    if (!expected_.answer) return;
    const AnswerExpectation& answer = *expected_.answer;
    Program(answer);
    if (seen_.connection == nullptr) return;
    if (!answer.alerts.empty()) Alert(answer.alerts);
    if (answer.certificate) Certificate(*answer.certificate);
    if (!answer.identity.empty()) Identity(answer.identity);
    if (answer.offered_scheme) Scheme(*answer.offered_scheme);
    if (answer.complete_chain) Chain(*answer.complete_chain);
    if (answer.extensions) Extensions(*answer.extensions);
    if (answer.echoes_context) Context(*answer.echoes_context);
    Hello(answer);
  }

 private:
  const attempt::HandshakeTrace& trace() const { return seen_.connection->trace; }

  void Add(bool met, std::string what, std::string expected, std::string observed) {
    results_->push_back({met, std::move(what), std::move(expected), std::move(observed), label_});
  }
  void AddTruth(bool wanted, bool found, std::string what, std::string observed = {}) {
    if (observed.empty()) observed = YesOrNo(found);
    Add(wanted == found, std::move(what), YesOrNo(wanted), std::move(observed));
  }

  void Outcome() {
    const std::string observed =
        seen_.connection == nullptr ? "absent" : diagnosis::ToString(seen_.outcome);
    const bool met = std::ranges::find(expected_.client, observed) != expected_.client.end();
    Add(met, "client", Joined(expected_.client, " or "), observed);
  }

  void Program(const AnswerExpectation& answer) {
    if (!seen_.succeeded) return;
    if (!answer.exit.empty()) {
      const std::string observed = *seen_.succeeded ? "success" : "failure";
      Add(answer.exit == observed, "end of the client's program", answer.exit, observed);
    }
    if (answer.says.empty()) return;
    Add(GlobMatches(ToLowerAscii(answer.says), ToLowerAscii(seen_.output)), "what the program says",
        answer.says, "'" + ElideEnd(Printable(seen_.output), kMostOutput) + "'");
  }

  void Alert(const std::vector<std::string>& wanted) {
    if (std::ranges::find(wanted, "none") == wanted.end()) return;
    const auto alert = attempt::FatalAlert(trace(), Side::kClient);
    const std::string observed = alert ? tls::Name(alert->description) : "none";
    const bool met =
        std::ranges::any_of(wanted, [&](const std::string& word) { return IsAlert(word, alert); });
    Add(met, "client's alert", Joined(wanted, " or "), observed);
  }

  void Certificate(bool wanted) {
    const auto messages = Certificates(*seen_.connection);
    const bool sent = std::ranges::any_of(
        messages, [](const tls::CertificateMessage* one) { return !one->entries.empty(); });
    AddTruth(wanted, sent, "certificate on the wire");
  }

  void Identity(const std::string& id) {
    const auto known = fingerprints_.find(id);
    const auto& chain = seen_.connection->chain;
    const bool met =
        known != fingerprints_.end() && !chain.empty() && chain.front().sha256 == known->second;
    Add(met, "certificate presented", id,
        chain.empty() ? "none" : tls::ToText(chain.front().subject));
  }

  void Scheme(bool wanted) {
    const auto proof =
        attempt::FirstMessage(trace(), Side::kClient, HandshakeType::kCertificateVerify);
    const auto* body = proof ? std::get_if<tls::CertificateVerify>(&proof->body) : nullptr;
    if (body == nullptr || !body->algorithm) return;  // nothing was signed
    const auto requests = attempt::CertificateRequests(trace());
    const bool offered =
        !requests.empty() &&
        std::ranges::find(requests.back().request->signature_algorithms, *body->algorithm) !=
            requests.back().request->signature_algorithms.end();
    Add(wanted == offered, "signed with a scheme that was asked for", YesOrNo(wanted),
        tls::Name(*body->algorithm));
  }

  void Chain(bool wanted) {
    const auto& chain = seen_.connection->chain;
    bool complete = !chain.empty();
    for (size_t i = 1; i < chain.size(); ++i) {
      complete = complete && chain[i - 1].issuer.der == chain[i].subject.der;
    }
    if (seen_.connection->path) complete = complete && seen_.connection->path->trusted;
    AddTruth(wanted, complete, "complete chain in order",
             std::to_string(chain.size()) + " certificate" + (chain.size() == 1 ? "" : "s"));
  }

  void Extensions(bool wanted) {
    bool found = false;
    for (const tls::CertificateMessage* message : Certificates(*seen_.connection)) {
      for (const tls::CertificateEntry& entry : message->entries) {
        found = found || !entry.extensions.empty();
      }
    }
    AddTruth(wanted, found, "extensions in Certificate");
  }

  /// Every answer has the context of a request of its own, in any order (RFC 9846 section 4.7.2).
  void Context(bool wanted) {
    std::vector<Bytes> asked;
    std::vector<Bytes> answered;
    for (const auto& seen : attempt::CertificateRequests(trace())) {
      asked.push_back(seen.request->context);
    }
    for (const tls::CertificateMessage* one : Certificates(*seen_.connection)) {
      answered.push_back(one->context);
    }
    std::ranges::sort(asked);
    std::ranges::sort(answered);
    AddTruth(wanted, !asked.empty() && asked == answered, "each request answered with its context",
             std::to_string(answered.size()) + " of " + std::to_string(asked.size()) + " answered");
  }

  void Hello(const AnswerExpectation& answer) {
    const tls::ClientHello* hello = attempt::HelloOf(*seen_.connection);
    if (hello == nullptr) return;
    if (answer.resumed) AddTruth(*answer.resumed, OffersSession(*hello), "session offered");
    if (answer.early_data) AddTruth(*answer.early_data, hello->early_data, "early data offered");
  }

  const Expectation& expected_;
  const ClientObservation& seen_;
  const std::string label_;
  const Fingerprints& fingerprints_;
  std::vector<CheckResult>* const results_;
};

/// The connection that an expectation is about. `observations` is not empty.
const ClientObservation& Subject(const Expectation& expected,
                                 std::span<const ClientObservation> observations) {
  const auto named = std::ranges::find(observations, expected.connection, &ClientObservation::id);
  const bool last = expected.connection.empty() || named == observations.end();
  return last ? observations.back() : *named;
}

}  // namespace

std::vector<Note> TakeClientNotes(std::span<const Expectation> expectations,
                                  std::span<const ClientObservation> observations) {
  std::vector<Note> notes;
  for (const Expectation& expected : expectations) {
    if (observations.empty() || !expected.answer || expected.answer->alerts.empty()) continue;
    const ClientObservation& seen = Subject(expected, observations);
    const auto& wanted = expected.answer->alerts;
    if (seen.connection == nullptr || std::ranges::find(wanted, "none") != wanted.end()) continue;
    const auto alert = attempt::FatalAlert(seen.connection->trace, Side::kClient);
    if (std::ranges::any_of(wanted, [&](const auto& word) { return IsAlert(word, alert); }))
      continue;
    const std::string fitting = "where " + Joined(wanted, " or ") + " fits";
    notes.push_back({alert ? "alert.other" : "alert.none", alert ? "interop" : "hygiene",
                     alert
                         ? "the client's alert is " + tls::Name(alert->description) + ' ' + fitting
                         : "the client sent no alert " + fitting,
                     observations.size() == 1 ? "" : seen.id});
  }
  return notes;
}

std::vector<CheckResult> MatchClient(std::span<const Expectation> expectations,
                                     std::span<const ClientObservation> observations,
                                     const Fingerprints& fingerprints) {
  std::vector<CheckResult> results;
  for (const Expectation& expected : expectations) {
    if (observations.empty()) break;
    const ClientObservation& seen = Subject(expected, observations);
    ClientMatch(expected, seen, observations.size() == 1 ? "" : seen.id, fingerprints, &results)
        .Run();
  }
  return results;
}

std::string WhyNotApplicable(std::string_view offers, const tls::ClientHello& hello) {
  for (std::string_view word : Words(offers)) {
    const bool wanted = !word.starts_with('!');
    if (!wanted) word.remove_prefix(1);
    if (Offers(word, hello) == wanted) continue;
    return "the client " + std::string(wanted ? "does not offer " : "offers ") + std::string(word);
  }
  return {};
}

}  // namespace shakedown::scenario
