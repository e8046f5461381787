#include "scenario/match.h"

#include <algorithm>
#include <optional>

#include "attempt/trace_view.h"
#include "core/assert.h"
#include "core/text.h"
#include "scenario/match_canary.h"
#include "scenario/match_contexts.h"
#include "scenario/match_request.h"
#include "scenario/match_tickets.h"
#include "scenario/source_text.h"

namespace shakedown::scenario {
namespace {

constexpr size_t kMaxObservedShown = 200;

std::string Alternatives(const std::vector<std::string>& words) { return Joined(words, " or "); }

bool Contains(const std::vector<std::string>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::string YesNo(bool value) { return value ? "yes" : "no"; }

/// The scheme of the server's own CertificateVerify; nothing before TLS 1.3.
std::optional<tls::SignatureScheme> ServerScheme(const attempt::HandshakeTrace& trace) {
  const auto proof =
      attempt::FirstMessage(trace, attempt::Side::kServer, tls::HandshakeType::kCertificateVerify);
  if (!proof) return std::nullopt;
  const auto* body = std::get_if<tls::CertificateVerify>(&proof->body);
  if (body == nullptr) return std::nullopt;
  return body->algorithm;
}

/// Whether anything was answered inside TLS. Where nothing was, a TLS handshake that completes says
/// little: servers refuse later, each in its own way.
bool WasAnswered(const attempt::HandshakeTrace& trace) {
  return attempt::LastReply(trace) || attempt::Last<attempt::ApplicationReply>(trace);
}

/// One expectation against the handshake it is about.
class ExpectationMatch {
 public:
  ExpectationMatch(const Expectation& expected, const Observation& observation, size_t index,
                   std::vector<CheckResult>& results)
      : expected_(expected),
        attempts_(observation.attempts),
        attempt_(observation.attempts[index]),
        diagnosis_(observation.diagnoses[index]),
        label_(HandshakeLabel(observation.attempts, index)),
        canary_(observation.canary),
        results_(results) {}

  void Run() {
    Verdict();
    Layer();
    Alert();
    HttpAnswer();
    Connection();
    if (expected_.canary) results_.push_back(MatchCanary(*expected_.canary, attempt_, label_));
    if (expected_.tickets) {
      for (auto& result : MatchTickets(*expected_.tickets, attempt_, attempts_, label_)) {
        results_.push_back(std::move(result));
      }
    }
    if (!expected_.certificate_request) return;
    if (expected_.certificate_request->fresh_contexts) {
      results_.push_back(MatchContexts(attempts_, label_));
    }
    for (auto& result : MatchRequest(*expected_.certificate_request, attempt_, attempts_, label_)) {
      results_.push_back(std::move(result));
    }
  }

 private:
  void Add(bool met, std::string what, std::string expected, std::string observed) {
    results_.push_back({met, std::move(what), std::move(expected), std::move(observed), label_});
  }

  void Verdict() {
    if (expected_.outcome) Outcome(*expected_.outcome);
    if (expected_.decided) {
      Add(IsDecided(), "outcome", "accepted or refused", diagnosis::ToString(diagnosis_.outcome));
    }
    if (!expected_.causes.empty()) {
      const diagnosis::Finding& cause = diagnosis_.cause;
      Add(Contains(expected_.causes, cause.id), "cause", Alternatives(expected_.causes),
          cause.id + " (" + diagnosis::ToString(cause.certainty) + ")");
    }
    if (!expected_.enforcements.empty()) {
      const char* enforcement = diagnosis::ToString(diagnosis_.enforcement);
      Add(Contains(expected_.enforcements, enforcement), "enforcement",
          Alternatives(expected_.enforcements), enforcement);
    }
  }

  /// A server that closes without a word has decided too, unless we gave up before.
  bool IsDecided() const {
    if (diagnosis_.outcome != diagnosis::Outcome::kNoVerdict) return true;
    return attempt::Last<attempt::PeerClosed>(attempt_.trace) &&
           !attempt::FatalAlert(attempt_.trace, attempt::Side::kClient);
  }

  void Outcome(diagnosis::Outcome wanted) {
    using enum diagnosis::Outcome;
    const diagnosis::Outcome seen = OutcomeFor(wanted);
    std::string observed = diagnosis::ToString(seen);
    if (!diagnosis_.observed.empty()) {
      observed += " (" + ElideEnd(diagnosis_.observed, kMaxObservedShown) + ")";
    }
    if (CanaryDecides(wanted)) observed += seen == kAccepted ? ", canary seen" : ", no canary";
    Add(seen == wanted, "outcome", diagnosis::ToString(wanted), std::move(observed));
    if (wanted != kRefused || seen != kAccepted || WasAnswered(attempt_.trace)) return;
    results_.back().inconclusive = true;
    results_.back().observed =
        "TLS stands, and nothing was answered: whether the client got in cannot be seen";
  }

  diagnosis::Outcome OutcomeFor(diagnosis::Outcome wanted) const {
    if (CanaryDecides(wanted)) return ByCanary();
    // Who names alerts knows the server from other cases: a close in their place refuses too.
    if (!expected_.proper_alerts.empty() && ClosedOnHello(attempt_.trace)) {
      return diagnosis::Outcome::kRefused;
    }
    return diagnosis_.outcome;
  }

  /// What gets in without a certificate is not the page that the canary stands on.
  bool CanaryDecides(diagnosis::Outcome wanted) const {
    if (canary_.empty() || !attempt::LastReply(attempt_.trace)) return false;
    return wanted == diagnosis::Outcome::kRefused ||
           attempt::ClientCertificateSent(attempt_.trace) == true;
  }

  diagnosis::Outcome ByCanary() const {
    const CanaryExpectation canary{std::string(canary_), {"???"}, true, {}};
    return MatchCanary(canary, attempt_, label_).met ? diagnosis::Outcome::kAccepted
                                                     : diagnosis::Outcome::kRefused;
  }

  void Layer() {
    if (expected_.layer.empty()) return;
    const char* layer = diagnosis::ToString(diagnosis_.layer);
    Add(expected_.layer == layer, "layer", expected_.layer, layer);
  }

  void Alert() {
    if (expected_.alerts.empty()) return;
    const auto seen = attempt::FatalAlert(attempt_.trace, attempt::Side::kServer);
    const bool met =
        std::any_of(expected_.alerts.begin(), expected_.alerts.end(), [&](const std::string& word) {
          if (word == "none") return !seen;
          return seen && tls::AlertDescriptionFromName(word) == seen->description;
        });
    std::string observed = "none";
    if (seen) {
      observed = tls::Name(seen->description) + " (" +
                 std::to_string(static_cast<int>(seen->description)) + "), " +
                 attempt::ToString(seen->phase);
    }
    Add(met, "alert", Alternatives(expected_.alerts), std::move(observed));
  }

  void HttpAnswer() {
    const auto reply = attempt::LastReply(attempt_.trace);
    const std::string none = "no HTTP reply";
    if (!expected_.statuses.empty()) {
      const std::string status = reply ? std::to_string(reply->status) : std::string();
      const bool met =
          reply && std::any_of(expected_.statuses.begin(), expected_.statuses.end(),
                               [&](const std::string& word) { return GlobMatches(word, status); });
      Add(met, "HTTP status", Alternatives(expected_.statuses), reply ? status : none);
    }
    if (!expected_.title.empty()) {
      std::string observed = none;
      if (reply) observed = reply->title.empty() ? "a reply without a title" : Title(reply->title);
      Add(reply && GlobMatches(expected_.title, reply->title), "page title",
          Title(Printable(expected_.title)), std::move(observed));
    }
  }

  static std::string Title(const std::string& text) {
    return '"' + ElideEnd(text, kMaxObservedShown) + '"';
  }

  void Connection() {
    if (!expected_.tls.empty()) {
      const auto wanted = tls::VersionFromName(expected_.tls);
      const auto negotiated = attempt::NegotiatedVersion(attempt_.trace);
      Add(wanted && negotiated == wanted, "TLS version",
          wanted ? tls::Name(*wanted) : Printable(expected_.tls),
          negotiated ? tls::Name(*negotiated) : "none negotiated");
    }
    if (expected_.resumed) {
      const bool resumed = attempt::Resumed(attempt_.trace);
      Add(resumed == *expected_.resumed, "session resumed", YesNo(*expected_.resumed),
          YesNo(resumed));
    }
    if (!expected_.server_schemes.empty()) {
      const auto scheme = ServerScheme(attempt_.trace);
      const bool met =
          scheme && std::any_of(expected_.server_schemes.begin(), expected_.server_schemes.end(),
                                [&scheme](const std::string& name) {
                                  return tls::SignatureSchemeFromName(name) == scheme;
                                });
      Add(met, "server signature", Alternatives(expected_.server_schemes),
          scheme ? tls::Name(*scheme) : "no CertificateVerify of the server");
    }
    if (!expected_.renegotiation.empty()) {
      const auto seen = attempt::Last<attempt::Renegotiated>(attempt_.trace);
      const std::string how = seen ? ToString(seen->how) : "none";
      Add(Contains(expected_.renegotiation, how), "renegotiation",
          Alternatives(expected_.renegotiation), how);
    }
    if (!expected_.early_data.empty()) {
      const std::string fate = attempt::ToString(attempt::EarlyDataFateOf(attempt_.trace));
      Add(Contains(expected_.early_data, fate), "early data", Alternatives(expected_.early_data),
          fate);
    }
  }

  const Expectation& expected_;
  std::span<const attempt::Attempt> attempts_;
  const attempt::Attempt& attempt_;
  const diagnosis::Diagnosis& diagnosis_;
  std::string label_;
  std::string_view canary_;
  std::vector<CheckResult>& results_;
};

}  // namespace

bool ClosedOnHello(const attempt::HandshakeTrace& trace) {
  const auto of_server = [](const attempt::Event& event) {
    if (const auto* record = std::get_if<attempt::Record>(&event.body)) {
      return record->from == attempt::Side::kServer;
    }
    return std::holds_alternative<attempt::NotTls>(event.body);
  };
  return attempt::First<attempt::PeerClosed>(trace) &&
         attempt::FirstMessage(trace, attempt::Side::kClient, tls::HandshakeType::kClientHello) &&
         !attempt::FirstMessage(trace, attempt::Side::kServer, tls::HandshakeType::kServerHello) &&
         std::none_of(trace.events.begin(), trace.events.end(), of_server);
}

std::string HandshakeLabel(std::span<const attempt::Attempt> attempts, size_t index) {
  if (attempts.size() < 2) return {};
  const std::string& purpose = attempts[index].purpose;
  return purpose.empty() ? "handshake " + std::to_string(index + 1) : purpose;
}

std::optional<size_t> SubjectOf(const Expectation& expected,
                                std::span<const attempt::Attempt> attempts) {
  if (attempts.empty()) return std::nullopt;
  if (expected.handshake.empty()) return attempts.size() - 1;
  for (size_t i = 0; i < attempts.size(); ++i) {
    if (attempts[i].purpose == expected.handshake) return i;
  }
  return std::nullopt;
}

std::vector<CheckResult> Match(std::span<const Expectation> expectations,
                               const Observation& observation) {
  SHAKEDOWN_ASSERT(observation.attempts.size() == observation.diagnoses.size());
  std::vector<CheckResult> results;
  for (const Expectation& expected : expectations) {
    if (const auto index = SubjectOf(expected, observation.attempts)) {
      ExpectationMatch(expected, observation, *index, results).Run();
      continue;
    }
    const std::string what =
        expected.handshake.empty() ? "a handshake" : "handshake " + Quoted(expected.handshake);
    results.push_back({false, "handshake", what + " is run", "it was not run", expected.handshake});
  }
  return results;
}

}  // namespace shakedown::scenario
