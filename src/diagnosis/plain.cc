#include "diagnosis/plain.h"

#include <string>

#include "attempt/trace_view.h"
#include "diagnosis/cause.h"

namespace shakedown::diagnosis {
namespace {

constexpr int kFirstRedirection = 300;

/// What was seen in place of a handshake.
struct Seen {
  std::string text;
  Outcome outcome = Outcome::kNoVerdict;
  int event = -1;
};

Seen SeenIn(const attempt::HandshakeTrace& trace) {
  if (const auto reply = attempt::LastReply(trace)) {
    const bool served = reply->status < kFirstRedirection;
    return {"HTTP " + std::to_string(reply->status) + " in clear",
            served ? Outcome::kAccepted : Outcome::kRefused, reply.number};
  }
  if (const auto alert = attempt::FatalAlert(trace, attempt::Side::kServer)) {
    return {"the alert " + tls::Name(alert->description), Outcome::kRefused, alert.number};
  }
  if (const auto other = attempt::First<attempt::NotTls>(trace)) {
    return {"something that is neither HTTP nor TLS", Outcome::kRefused, other.number};
  }
  if (const auto closed = attempt::First<attempt::PeerClosed>(trace)) {
    return {"closed by the server", Outcome::kRefused, closed.number};
  }
  const auto late = attempt::Last<attempt::DeadlineHit>(trace);
  return {"no answer in time", Outcome::kNoVerdict, late.number};
}

}  // namespace

std::optional<Diagnosis> DiagnosePlain(const attempt::Attempt& attempt, int index) {
  if (!attempt.spec.plain || !attempt::First<attempt::RequestSent>(attempt.trace)) {
    return std::nullopt;
  }
  const Seen seen = SeenIn(attempt.trace);
  Diagnosis diagnosis;
  diagnosis.outcome = seen.outcome;
  diagnosis.layer = attempt::LastReply(attempt.trace) ? Layer::kHttp : Layer::kConnect;
  diagnosis.stage = "after a request in clear";
  diagnosis.observed = seen.text;
  Finding& cause = diagnosis.cause;
  const bool served = seen.outcome == Outcome::kAccepted;
  cause.id = served ? "accepted" : "undetermined";
  cause.certainty = Certainty::kCertain;
  cause.fault = FindCause(cause.id)->fault;
  cause.summary = served ? "a request in clear was served: nobody was asked for a certificate"
                         : "a request in clear was not served";
  cause.explanation = "The request was made without TLS, on purpose. No certificate is in play.";
  cause.evidence = {{seen.text, index, seen.event}};
  if (served) cause.fixes = {"close this port, or let it redirect to the one that speaks TLS"};
  return diagnosis;
}

}  // namespace shakedown::diagnosis
