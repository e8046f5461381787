// A reverse proxy, balancer or content network ends TLS; the server that wants the certificate
// stands behind it.
#include <fmt/format.h>

#include <algorithm>

#include "core/text.h"
#include "diagnosis/draft.h"
#include "diagnosis/hops/differences.h"
#include "diagnosis/hops/seen_hop.h"
#include "diagnosis/rules/rule.h"
#include "diagnosis/rules/unasked.h"

namespace shakedown::diagnosis {
namespace {

constexpr size_t kMostDifferencesShown = 5;

/// The same host reached at another point, where it does ask, or null.
const Other* AskedDirectly(const Case& c) {
  const auto found = std::find_if(c.others.begin(), c.others.end(), [&c](const Other& other) {
    return !other.same_point && other.requested() && other.sni == c.sni && other.host == c.host;
  });
  return found != c.others.end() ? &*found : nullptr;
}

/// The server asked, a certificate was presented, and the answer says that none was sent: it can
/// only come from behind the server that asked.
bool AnswerFromBehind(const Case& c) {
  return c.requested() && !c.resumed && c.sent == true && c.HasPage(Page::kMissingCertificate);
}

/// A front answers that it could not get an answer from behind. Its connection there may have been
/// refused for want of a certificate, or for any other reason.
bool IsGatewayError(const Case& c) {
  return c.HasPage(Page::kGateway) && !c.requested() && !c.resumed;
}

struct Sign {
  Certainty certainty = Certainty::kPossible;
  const Other* direct = nullptr;
  std::vector<SeenHop> hops;
  Differences differences;  ///< from the direct way
};

/// What differs from the direct way was made near the client, by a proxy or an inspection device,
/// and not in front of the server.
bool IsOpenedOnTheWay(const Case& c, const Sign& sign) {
  for (const SeenHop& hop : sign.hops) {
    if (hop.kind == HopKind::kInspection) return true;
  }
  if (sign.direct == nullptr || sign.differences.chain.empty()) return false;
  const auto served = attempt::Last<attempt::ServerChecked>(c.trace());
  return attempt::FirstProxy(c.spec().via) != nullptr &&
         attempt::FirstProxy(sign.direct->attempt->spec.via) == nullptr && served->checked &&
         !served->trusted && !served->expired;
}

Certainty HowSure(const Case& c, const Sign& sign) {
  if (IsOpenedOnTheWay(c, sign)) return Certainty::kPossible;
  const bool gateway = IsGatewayError(c);
  const bool witness = !sign.hops.empty() || !sign.differences.chain.empty();
  if (AnswerFromBehind(c)) return Certainty::kLikely;
  if (gateway && !c.refused()) return Certainty::kPossible;
  if (sign.direct != nullptr) {
    // A gateway may also fail for reasons that have nothing to do with certificates.
    return witness && !gateway ? Certainty::kCertain : Certainty::kLikely;
  }
  const bool named = c.NamesAgree() || UnaskedUnderHost(c) != nullptr;
  return witness || named ? Certainty::kLikely : Certainty::kPossible;
}

std::optional<Sign> FindSign(const Case& c) {
  if (!IsGatewayError(c) && !AnswerFromBehind(c) && !MissedUnasked(c)) return std::nullopt;
  Sign sign;
  sign.hops = HopsSeen(c.trace());
  sign.direct = AskedDirectly(c);
  if (sign.direct != nullptr) {
    sign.differences = Compare(c.trace(), sign.direct->attempt->trace);
  }
  sign.certainty = HowSure(c, sign);
  return sign;
}

/// The front for use in a sentence: "Cloudflare", "a proxy such as HAProxy", "something". A gateway
/// error was written by the front itself, so its Server header is the front's.
std::string FrontName(const Case& c, const Sign& sign) {
  if (const SeenHop* hop = FirstNamed(sign.hops)) return hop->name;
  if (IsGatewayError(c) && c.dialect.product != Product::kUnknown) return ServerText(c);
  return sign.hops.empty() ? "something" : sign.hops.front().name;
}

std::string ExplainSign(const Case& c) {
  if (AnswerFromBehind(c)) {
    return "The server asked for a certificate and the client presented one, yet the answer says "
           "that none was sent. That answer comes from another server behind the first, which was "
           "contacted over a connection without a client certificate.";
  }
  if (IsGatewayError(c)) {
    return "Nobody asked for a certificate on this connection, and the answer is a gateway's: it "
           "could not get a reply from the server behind it. A server that insists on client "
           "certificates refuses a gateway that has none, and the gateway then answers like this.";
  }
  return "Nobody asked for a certificate on this connection, yet the answer is about a missing or "
         "failed client certificate. The TLS connection ends at a proxy, load balancer or content "
         "network; it passes the request on over a connection of its own, and the server behind it "
         "misses the certificate there.";
}

void ShowWitnesses(const Case& c, const Sign& sign, Draft& draft) {
  if (sign.direct != nullptr) {
    draft.ShowIn(*sign.direct, "on another way to the same host the server does ask",
                 sign.direct->request_event);
  }
  if (const Other* unasked = UnaskedUnderHost(c); unasked != nullptr && !c.NamesAgree()) {
    draft.ShowIn(*unasked, "with the host's own name in the handshake nobody asks either");
  }
  const std::vector<std::string> differences = sign.differences.All();
  for (size_t i = 0; i < std::min(differences.size(), kMostDifferencesShown); ++i) {
    draft.Show(differences[i]);
  }
}

void AddFixes(const Sign& sign, Draft& draft) {
  const SeenHop* named = FirstNamed(sign.hops);
  const std::string where =
      named == nullptr ? "at the front, where TLS ends," : "at " + named->name;
  draft
      .Fix(fmt::format(
          "ask for the client certificate {} and pass its verdict on in a header that clients "
          "cannot forge",
          where))
      .Fix("or let the front pass the TLS connection through unopened (TCP mode, TLS passthrough)")
      .Fix("or give the front a client certificate of its own for the server behind it");
}

}  // namespace

std::optional<Finding> PathTlsTerminated(const Case& c) {
  const std::optional<Sign> sign = FindSign(c);
  if (!sign) return std::nullopt;
  Draft draft(c, sign->certainty);
  draft
      .Summary(
          fmt::format("TLS ends at {} in front of the server, so the certificate never reaches it",
                      FrontName(c, *sign)))
      .Explain(ExplainSign(c))
      .ShowHops(sign->hops)
      .ShowRequest()
      .ShowSent();
  ShowWitnesses(c, *sign, draft);
  draft.ShowVerdict();
  AddFixes(*sign, draft);
  return draft.Done();
}

}  // namespace shakedown::diagnosis
