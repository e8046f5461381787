#include <algorithm>

#include "diagnosis/advice.h"
#include "diagnosis/draft.h"
#include "diagnosis/path_contrast.h"
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

/// Whether another attempt asked for the same thing.
bool SamePage(const Case& c, const Other& other) {
  return other.same_point && other.host == c.host &&
         attempt::RequestedPath(*other.attempt) == attempt::RequestedPath(c.self());
}

/// The client offered to answer late, and was not asked for this path.
bool OfferedInVain(const Case& c) {
  return std::any_of(c.others.begin(), c.others.end(), [&c](const Other& other) {
    return SamePage(c, other) && other.attempt->spec.offer_post_handshake_auth &&
           other.verdict.ending == Ending::kReply && !other.requested();
  });
}

enum class Way { kRenegotiation, kPostHandshake, kHttp2 };

struct Sign {
  Certainty certainty = Certainty::kPossible;
  std::string text;
  int event = -1;
  Way way = Way::kPostHandshake;
  const Other* other = nullptr;  ///< the attempt that shows it; null: this one
};

/// The attempt that shows that the server asks late for this page, or null.
const Other* AskedLate(const Case& c) {
  const auto found = std::find_if(c.others.begin(), c.others.end(), [&c](const Other& other) {
    return SamePage(c, other) && (LateRequestEvent(other.attempt->trace) >= 0 ||
                                  other.verdict.page == Page::kPostHandshake);
  });
  return found != c.others.end() ? &*found : nullptr;
}

/// The attempt over HTTP/1.1 that got the page, or a verdict on it, without a late request, or
/// null.
const Other* AnsweredUnasked(const Case& c) {
  const auto found = std::find_if(c.others.begin(), c.others.end(), [&c](const Other& other) {
    return SamePage(c, other) && other.verdict.ending == Ending::kReply &&
           !attempt::SpeaksHttp2(other.attempt->trace);
  });
  return found != c.others.end() ? &*found : nullptr;
}

/// What that attempt shows. `way` is that of the handshake as asked.
Sign AskedElsewhere(const Other& other, Way way) {
  std::string text = other.verdict.page == Page::kPostHandshake
                         ? "told that the certificate is wanted after the request"
                         : "asked for a certificate after the request";
  const int asked = LateRequestEvent(other.attempt->trace);
  return Sign{Certainty::kCertain, std::move(text), asked >= 0 ? asked : other.verdict.event, way,
              &other};
}

/// In HTTP/2 a server cannot ask late: it sends the request back to HTTP/1.1, or breaks the rule.
std::optional<Sign> FindHttp2Sign(const Case& c) {
  if (c.verdict.ending != Ending::kHttp2Error || !c.refused()) return std::nullopt;
  if (const int late = LateRequestEvent(c.trace()); late >= 0) {
    return Sign{Certainty::kCertain,
                "the server asked on an HTTP/2 connection after the handshake, which is forbidden",
                late, Way::kHttp2};
  }
  if (const Other* asked = AskedLate(c)) return AskedElsewhere(*asked, Way::kHttp2);
  // Other things need HTTP/1.1 too: upgrades, and logins that belong to a connection.
  if (AnsweredUnasked(c) != nullptr) return std::nullopt;
  return Sign{Certainty::kLikely, "the server wants this request over HTTP/1.1 (HTTP_1_1_REQUIRED)",
              c.verdict.event, Way::kHttp2};
}

std::optional<Sign> FindRenegotiation(const Case& c) {
  const auto hello =
      attempt::FirstMessage(c.trace(), Side::kServer, tls::HandshakeType::kHelloRequest);
  if (!hello || c.requested()) return std::nullopt;
  const bool declined = NoRenegotiationEvent(c) >= 0;
  const auto returned = attempt::First<attempt::HandshakeReturned>(c.trace());
  const bool insecure = declined && returned && returned->secure_renegotiation == false;
  std::string text = declined ? "the server asked to renegotiate and the client declined"
                              : "the server asked to renegotiate (HelloRequest)";
  if (insecure) text += ": the server cannot renegotiate securely (RFC 5746)";
  return Sign{declined ? Certainty::kCertain : Certainty::kLikely, std::move(text), hello.number,
              Way::kRenegotiation};
}

std::optional<Sign> FindSign(const Case& c) {
  if (c.HasPage(Page::kPostHandshake)) {
    return Sign{Certainty::kCertain,
                "the page says \"Cannot perform Post-Handshake Authentication\"", c.verdict.event};
  }
  if (!c.refused() || c.resumed) return std::nullopt;
  if (c.verdict.ending == Ending::kHttp2Error) return FindHttp2Sign(c);
  if (auto sign = FindRenegotiation(c)) return sign;
  // A TLS 1.3 client that did not offer to answer late is refused with a bare status.
  const bool silent = !c.requested() && c.HasPage(Page::kForbidden) &&
                      c.version == tls::Version::kTls13 && !c.spec().offer_post_handshake_auth;
  if (!silent) return std::nullopt;
  if (const Other* asked = AskedLate(c)) return AskedElsewhere(*asked, Way::kPostHandshake);
  if (c.dialect.product != Product::kApache || OfferedInVain(c)) return std::nullopt;
  return Sign{Certainty::kPossible,
              "Apache httpd refused the path without asking for a certificate", c.verdict.event};
}

const char* Summary(Way way) {
  switch (way) {
    case Way::kRenegotiation:
      return "the server asks for the certificate only after the request, by renegotiation, and "
             "the client does not take part";
    case Way::kPostHandshake:
      return "the server asks for the certificate only after the request, and the client cannot "
             "answer then";
    case Way::kHttp2:
      return "the server asks for the certificate only after the request, which HTTP/2 forbids";
  }
  return "";
}

const char* WhyLate(Scope scope) {
  switch (scope) {
    case Scope::kThisPath:
      return "The certificate is required for this path and not for the whole host, so the server "
             "learns too late that it needs one. ";
    case Scope::kWholeHost:
      return "The certificate is required by a rule for paths that covers '/' as well: the server "
             "looks at it only once it has the request. ";
    case Scope::kUnknown: break;
  }
  return "The certificate is required by a rule for paths, so the server learns too late that it "
         "needs one. ";
}

const char* WhyUnanswered(Way way) {
  switch (way) {
    case Way::kRenegotiation:
      return "In TLS 1.2 it then starts a second handshake, which many clients refuse and HTTP/2 "
             "forbids.";
    case Way::kPostHandshake:
      return "In TLS 1.3 it can only ask again if the client announced post-handshake "
             "authentication, which this client did not and browsers never do.";
    case Way::kHttp2:
      return "HTTP/2 forbids asking then, by renegotiation or by post-handshake authentication "
             "(RFC 9113 sections 9.2.1 and 9.2.3). The server sends the request back to HTTP/1.1 "
             "(HTTP_1_1_REQUIRED).";
  }
  return "";
}

void ShowSign(const Sign& sign, Draft* draft) {
  if (sign.other != nullptr) {
    draft->ShowIn(*sign.other, sign.text, sign.event);
  } else {
    draft->Show(sign.text, sign.event);
  }
}

}  // namespace

std::optional<Finding> ServerLateRequest(const Case& c) {
  const std::optional<Sign> sign = FindSign(c);
  if (!sign) return std::nullopt;
  const PathContrast contrast = ContrastPaths(c);
  Draft draft(c, sign->certainty);
  draft.Summary(Summary(sign->way))
      .Explain(std::string(WhyLate(contrast.scope)) + WhyUnanswered(sign->way))
      .ShowRequest();
  ShowSign(*sign, &draft);
  if (contrast.other != nullptr) {
    draft.ShowIn(*contrast.other, contrast.text, contrast.other->verdict.event);
  }
  draft.ShowVerdict();
  const bool whole_host = contrast.scope == Scope::kWholeHost;
  draft.Fix(AskAdvice(c.dialect.product, c.host) +
            (whole_host ? "" : "; give paths that need certificates a host name of their own"));
  draft.Fix(
      "or let the client take part: post-handshake authentication in TLS 1.3, renegotiation in "
      "TLS 1.2, over HTTP/1.1");
  return draft.Done();
}

}  // namespace shakedown::diagnosis
