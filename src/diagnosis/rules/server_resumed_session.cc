#include <algorithm>

#include "diagnosis/draft.h"
#include "diagnosis/rules/rule.h"

namespace shakedown::diagnosis {
namespace {

/// Another attempt of the same name without an old session that got past ServerHello, or null.
const Other* FullHandshake(const Case& c) {
  const auto found = std::find_if(c.others.begin(), c.others.end(), [&c](const Other& other) {
    return other.same_point && other.sni == c.sni && !other.resumed &&
           other.verdict.server_spoke_tls;
  });
  return found != c.others.end() ? &*found : nullptr;
}

/// The offered session itself was refused (nginx, when it belongs to another virtual host).
std::optional<Finding> TicketRefused(const Case& c) {
  if (!c.session_offered || !c.AlertBeforeServerHello(tls::AlertDescription::kAccessDenied)) {
    return std::nullopt;
  }
  const Other* full = FullHandshake(c);
  Draft draft(c, full != nullptr ? Certainty::kCertain : Certainty::kLikely);
  draft
      .Summary(
          "the session that the client offered to resume belongs to another host, and the "
          "server refused it")
      .Explain(
          "To save time the client offered to continue an earlier session. That session was "
          "made under another host's rules for client certificates, so the server refused the "
          "handshake before it began. A handshake without the old session is judged anew.");
  const auto hello =
      attempt::FirstMessage(c.trace(), attempt::Side::kClient, tls::HandshakeType::kClientHello);
  draft.Show("the ClientHello offers an earlier session" +
                 (c.sni.empty() ? std::string() : " and names the host '" + c.sni + "'"),
             hello.number);
  draft.ShowVerdict();
  if (full != nullptr) {
    draft.ShowIn(*full, "a full handshake for the same host was answered", full->verdict.event);
  }
  draft.Fix("on the client: keep sessions apart by host name, or do not resume");
  return draft.Done();
}

bool ResumedAndRefused(const Case& c) {
  if (!c.resumed || !c.refused() || c.requested()) return false;
  if (c.HasPage(Page::kMisdirected)) return c.NamesAgree();
  return c.verdict.ending == Ending::kReply || c.verdict.ending == Ending::kAnswer ||
         c.verdict.ending == Ending::kServerAlert || c.verdict.ending == Ending::kClosed;
}

Certainty HowSure(const Case& c) {
  // These pages judge a certificate that this connection never carried.
  if (c.HasPage(Page::kMissingCertificate) || c.HasPage(Page::kBadCertificate)) {
    return Certainty::kCertain;
  }
  if (c.HasPage(Page::kForbidden)) return Certainty::kPossible;
  return Certainty::kLikely;
}

}  // namespace

std::optional<Finding> ServerResumedSession(const Case& c) {
  if (auto refused = TicketRefused(c)) return refused;
  if (!ResumedAndRefused(c)) return std::nullopt;
  Draft draft(c, HowSure(c));
  draft
      .Summary(
          "the connection resumed an earlier session, and the server judged it by what that "
          "session knew about the client")
      .Explain(
          std::string("A resumed session skips the certificate request: the server goes on with "
                      "the answer of the first connection, here a missing or refused "
                      "certificate. ") +
          (c.identity().present
               ? "The certificate that is configured now was not asked for and had no effect."
               : "No certificate is configured now either."))
      .ShowRequest()
      .ShowVerdict();
  if (const auto hello = attempt::FirstMessage(c.trace(), attempt::Side::kServer,
                                               tls::HandshakeType::kServerHello)) {
    draft.Show("the server accepted the earlier session (ServerHello)", hello.number);
  }
  draft.Fix("on the client: drop stored sessions after the certificate has changed")
      .Fix(
          "on the server: do not issue sessions to clients that failed (nginx: "
          "ssl_session_tickets off and no shared cache for this host)");
  return draft.Done();
}

}  // namespace shakedown::diagnosis
