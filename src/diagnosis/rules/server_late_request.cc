#include "diagnosis/advice.h"
#include "diagnosis/draft.h"
#include "diagnosis/rules/rule.h"

namespace shakedown::diagnosis {
namespace {

using attempt::Side;

/// The client's refusal to renegotiate, if it was seen.
int NoRenegotiationEvent(const Case& c) {
  for (size_t i = 0; i < c.trace().events.size(); ++i) {
    const auto* alert = std::get_if<attempt::AlertSeen>(&c.trace().events[i].body);
    if (alert != nullptr && alert->from == Side::kClient &&
        alert->description == tls::AlertDescription::kNoRenegotiation) {
      return static_cast<int>(i);
    }
  }
  return -1;
}

int HelloRequestEvent(const Case& c) {
  return attempt::FirstMessage(c.trace(), Side::kServer, tls::HandshakeType::kHelloRequest).number;
}

/// The client offered to answer late, and was not asked for this path.
bool OfferedInVain(const Case& c) {
  for (const Other& other : c.others) {
    const attempt::HandshakeSpec& spec = other.attempt->spec;
    if (!other.same_point || other.host != c.host || !spec.offer_post_handshake_auth) continue;
    if (spec.target.path == c.spec().target.path && spec.request == c.spec().request &&
        other.verdict.ending == Ending::kReply && !other.requested()) {
      return true;
    }
  }
  return false;
}

struct Sign {
  Certainty certainty = Certainty::kPossible;
  std::string text;
  int event = -1;
  bool renegotiation = false;
};

std::optional<Sign> FindSign(const Case& c) {
  if (c.HasPage(Page::kPostHandshake)) {
    return Sign{Certainty::kCertain,
                "the page says \"Cannot perform Post-Handshake Authentication\"", c.verdict.event,
                false};
  }
  if (!c.refused() || c.resumed) return std::nullopt;
  const int hello = HelloRequestEvent(c);
  if (hello >= 0 && !c.requested()) {
    const bool declined = NoRenegotiationEvent(c) >= 0;
    return Sign{declined ? Certainty::kCertain : Certainty::kLikely,
                declined ? "the server asked to renegotiate and the client declined"
                         : "the server asked to renegotiate (HelloRequest)",
                hello, true};
  }
  // A TLS 1.3 client that did not offer to answer late is refused with a bare status.
  const bool silent = !c.requested() && c.HasPage(Page::kForbidden) &&
                      c.version == tls::Version::kTls13 && !c.spec().offer_post_handshake_auth;
  if (!silent) return std::nullopt;
  for (const Other& other : c.others) {
    if (!other.same_point || other.attempt->spec.target.path != c.spec().target.path) continue;
    for (const auto& seen : attempt::CertificateRequests(other.attempt->trace)) {
      if (seen.when == attempt::RequestTime::kHandshake || other.host != c.host) continue;
      return Sign{Certainty::kCertain,
                  "handshake '" + other.attempt->purpose +
                      "' was asked for a certificate after its request",
                  c.verdict.event, false};
    }
  }
  return c.dialect.product == Product::kApache && !OfferedInVain(c)
             ? std::optional(Sign{Certainty::kPossible,
                                  "Apache httpd refused the path without asking for a certificate",
                                  c.verdict.event, false})
             : std::nullopt;
}

}  // namespace

std::optional<Finding> ServerLateRequest(const Case& c) {
  const std::optional<Sign> sign = FindSign(c);
  if (!sign) return std::nullopt;
  Draft draft(c, sign->certainty);
  draft
      .Summary(
          sign->renegotiation
              ? "the server asks for the certificate only after the request, by renegotiation, "
                "and the client does not take part"
              : "the server asks for the certificate only after the request, and the client "
                "cannot answer then")
      .Explain(
          sign->renegotiation
              ? "The certificate is required for this path and not for the whole host, so the "
                "server learns too late that it needs one. In TLS 1.2 it then starts a second "
                "handshake, which many clients refuse and HTTP/2 forbids."
              : "The certificate is required for this path and not for the whole host, so the "
                "server learns too late that it needs one. In TLS 1.3 it can only ask again if "
                "the client announced post-handshake authentication, which this client did "
                "not and browsers never do.")
      .ShowRequest()
      .Show(sign->text, sign->event)
      .ShowVerdict();
  draft.Fix(AskAdvice(c.dialect.product, c.host) +
            "; give paths that need certificates a host name of their own");
  draft.Fix(
      "or let the client take part: post-handshake authentication in TLS 1.3, renegotiation in "
      "TLS 1.2, over HTTP/1.1");
  return draft.Done();
}

}  // namespace shakedown::diagnosis
