#include "run/observed.h"

#include <fmt/format.h>

#include <utility>

#include "attempt/trace_view.h"

namespace shakedown::run {
namespace {

using diagnosis::Diagnosis;
using diagnosis::Outcome;
using observe::Observation;
using observe::Sight;

constexpr const char* kKeyLogFix =
    "run the client with SSLKEYLOGFILE=keys.log (curl, Chromium, Firefox, Python and Node have it; "
    "Java needs an agent) and give keys.log to --keylog";

bool IsSealed(const Observation& seen) {
  return seen.sight == Sight::kSealed || seen.sight == Sight::kMisfit;
}

const char* WhyLocked(Sight sight) {
  return sight == Sight::kMisfit ? "the key log's secrets do not fit this connection"
                                 : "there are no secrets for this connection in a key log";
}

/// The server left right after the client's answer, with at most an alert.
bool LooksRefused13(const Observation& seen) {
  const auto& sealed = seen.sealed;
  return sealed.client_records > 0 && !sealed.server_answered && sealed.server_closed;
}

/// TLS 1.3 hides everything behind ServerHello, TLS 1.2 everything behind Finished.
void TellSealed(const Observation& seen, bool tls13, Diagnosis* diagnosis) {
  diagnosis::Finding& cause = diagnosis->cause;
  const auto& sealed = seen.sealed;
  diagnosis->stage = tls13 ? "after ServerHello (TLSv1.3)" : "after the handshake";
  if (tls13 && LooksRefused13(seen)) {
    diagnosis->outcome = Outcome::kRefused;
    diagnosis->observed =
        sealed.last_was_alert
            ? "an encrypted record of the size of an alert from the server, then closed"
            : "closed by the server";
    cause.summary =
        "the server ended the connection right after the client's answer; why is encrypted";
    cause.explanation =
        "In TLS 1.3 the request for a certificate, the client's answer and the server's alert are "
        "all encrypted. A server that closes at this point has refused the client.";
  } else if (sealed.server_answered) {
    diagnosis->observed =
        fmt::format("{} encrypted octets from the server after the client's", sealed.server_octets);
    cause.summary = "what the server answered is encrypted";
    cause.explanation =
        tls13 ? "The server went on talking after the client's answer. In TLS 1.3 all of it, the "
                "request for a certificate included, is encrypted."
              : "The handshake was completed, so TLS accepted the client. What the server "
                "answered to its request, which may be a refusal, is encrypted.";
  } else {
    cause.summary = "what decides is encrypted";
    cause.explanation = "What could be read does not show how the server took the client.";
  }
  cause.fixes = {kKeyLogFix};
}

/// Whether a finding rests on what was not seen. What was read in clear stays what it is.
bool RestsOnNothing(const Observation& seen, const Diagnosis& diagnosis) {
  if (diagnosis.cause.id == "undetermined") return true;
  return diagnosis.cause.id == "path.closed-without-reason" && IsSealed(seen);
}

/// A third party knows that nothing was presented, and not whether there was something to present.
void TellUnpresented(const attempt::Attempt& attempt, Diagnosis* diagnosis) {
  diagnosis::Finding& cause = diagnosis->cause;
  if (cause.id != "client.no-identity" || attempt.identity.present) return;
  cause.summary = "the server asked for a certificate and the client presented none";
  cause.explanation =
      "The server asked the client to prove who it is. The client answered with an empty list and "
      "was refused. From outside it cannot be told whether it has no certificate, or one that its "
      "rules withheld.";
  cause.fixes.push_back(
      "if the client is believed to have a certificate, give it to --cert: then it is said why "
      "clients withhold it");
}

/// A connection on which nothing was said: a port check, or a client that could not begin.
void TellSilence(const Observation& seen, Diagnosis* diagnosis) {
  const bool connected = attempt::First<attempt::Connected>(seen.trace).event != nullptr;
  if (seen.sight != Sight::kNothing || !connected || diagnosis->cause.id != "undetermined") return;
  diagnosis->observed = "no TLS";
  if (attempt::First<attempt::DialogueLine>(seen.trace).event != nullptr) {
    diagnosis->cause.summary = "the client and the server talked in clear and never began TLS";
    diagnosis->cause.explanation =
        "No ClientHello came. A client that was given an address without TLS (http:// instead of "
        "https://) looks like this, and one whose request for TLS (STARTTLS, CONNECT) was refused.";
    diagnosis->cause.fixes = {
        "make the client begin TLS: an https:// address, or TLS in its configuration"};
    return;
  }
  diagnosis->cause.summary = "the client connected and said nothing in TLS";
  diagnosis->cause.explanation =
      "No ClientHello came. A check of the port looks like this, and a client that failed before "
      "its handshake, for instance because it could not read its own certificate.";
  diagnosis->cause.fixes = {"look at the client's own messages: it gave up before TLS began"};
}

}  // namespace

Investigation ExplainObserved(const Observation& seen,
                              const observe::ObserverKnowledge& knowledge) {
  Investigation found;
  found.attempts.push_back(observe::AttemptOf(seen, knowledge));
  const attempt::Attempt& attempt = found.attempts.front();
  found.diagnosis = diagnosis::Diagnose(found.attempts);
  Diagnosis& diagnosis = found.diagnosis;
  const bool tls13 = attempt::NegotiatedVersion(attempt.trace) == tls::Version::kTls13;
  if (IsSealed(seen) && RestsOnNothing(seen, diagnosis)) {
    diagnosis.cause.id = "undetermined";
    diagnosis.cause.certainty = diagnosis::Certainty::kPossible;
    diagnosis.cause.fault = diagnosis::Fault::kNobody;
    TellSealed(seen, tls13, &diagnosis);
  }
  if (IsSealed(seen)) {
    diagnosis.enforcement = tls13 ? diagnosis::Enforcement::kUnknown : diagnosis.enforcement;
    diagnosis.notes.push_back(fmt::format("what follows {} could not be read: {}",
                                          tls13 ? "ServerHello" : "the handshake",
                                          WhyLocked(seen.sight)));
  }
  TellUnpresented(attempt, &diagnosis);
  TellSilence(seen, &diagnosis);
  for (const std::string& note : seen.notes) diagnosis.notes.push_back(note);
  return found;
}

}  // namespace shakedown::run
