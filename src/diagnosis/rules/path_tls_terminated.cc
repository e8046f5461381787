#include <fmt/format.h>

#include <algorithm>

#include "core/text.h"
#include "diagnosis/draft.h"
#include "diagnosis/rules/rule.h"
#include "diagnosis/rules/unasked.h"

namespace shakedown::diagnosis {
namespace {

/// The same host reached at another point, where it does ask, or null.
const Other* AskedDirectly(const Case& c) {
  const auto found = std::find_if(c.others.begin(), c.others.end(), [&c](const Other& other) {
    return !other.same_point && other.requested() && other.sni == c.sni && other.host == c.host;
  });
  return found != c.others.end() ? &*found : nullptr;
}

/// A header that only an intermediary writes; empty if there is none.
std::string IntermediaryHeader(const attempt::HttpReply& reply) {
  for (const std::string_view name :
       {"Via", "CF-RAY", "X-Amz-Cf-Id", "X-Served-By", "X-Cache", "X-Squid-Error"}) {
    const std::string_view value = attempt::Header(reply, name);
    if (!value.empty()) {
      return fmt::format("{}: {}", name, ElideEnd(Printable(value), 80));
    }
  }
  return {};
}

/// What the other attempt shows about who ends TLS here; empty if nothing differs.
std::string Difference(const Case& c, const Other& direct) {
  const std::string here = ServerLeaf(c.trace());
  const std::string there = ServerLeaf(direct.attempt->trace);
  if (!here.empty() && !there.empty() && here != there) {
    return fmt::format("the server certificates differ: SHA-256 {}... here, {}... there",
                       here.substr(0, 16), there.substr(0, 16));
  }
  return {};
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
  std::string header;
  std::string difference;
};

std::optional<Sign> FindSign(const Case& c) {
  const bool gateway = IsGatewayError(c);
  const bool behind = AnswerFromBehind(c);
  if (!gateway && !behind && !MissedUnasked(c)) return std::nullopt;
  Sign sign;
  if (c.verdict.reply) sign.header = IntermediaryHeader(*c.verdict.reply);
  sign.direct = AskedDirectly(c);
  if (sign.direct != nullptr) sign.difference = Difference(c, *sign.direct);
  const bool witness = !sign.header.empty() || !sign.difference.empty();
  if (behind) {
    sign.certainty = Certainty::kLikely;
  } else if (gateway && !c.refused()) {
    sign.certainty = Certainty::kPossible;
  } else if (sign.direct != nullptr) {
    // A gateway may also fail for reasons that have nothing to do with certificates.
    sign.certainty = witness && !gateway ? Certainty::kCertain : Certainty::kLikely;
  } else {
    const bool named = c.NamesAgree() || UnaskedUnderHost(c) != nullptr;
    sign.certainty = witness || named ? Certainty::kLikely : Certainty::kPossible;
  }
  return sign;
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

}  // namespace

std::optional<Finding> PathTlsTerminated(const Case& c) {
  const std::optional<Sign> sign = FindSign(c);
  if (!sign) return std::nullopt;
  Draft draft(c, sign->certainty);
  draft.Summary(
      "TLS ends at something in front of the server, so the certificate never reaches it");
  draft.Explain(ExplainSign(c));
  draft.ShowRequest().ShowSent();
  if (sign->direct != nullptr) {
    draft.ShowIn(*sign->direct, "on another way to the same host the server does ask",
                 sign->direct->request_event);
  }
  if (const Other* unasked = UnaskedUnderHost(c); unasked != nullptr && !c.NamesAgree()) {
    draft.ShowIn(*unasked, "with the host's own name in the handshake nobody asks either");
  }
  if (!sign->difference.empty()) draft.Show(sign->difference);
  if (!sign->header.empty()) {
    draft.Show("the reply passed an intermediary: " + sign->header, c.verdict.event);
  }
  draft.ShowVerdict()
      .Fix(
          "ask for the client certificate at the front, where TLS ends, and pass its verdict on in "
          "a "
          "header that clients cannot forge")
      .Fix("or let the front pass the TLS connection through unopened (TCP mode, TLS passthrough)")
      .Fix("or give the front a client certificate of its own for the server behind it");
  return draft.Done();
}

}  // namespace shakedown::diagnosis
