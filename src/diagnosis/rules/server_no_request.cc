#include <algorithm>

#include "diagnosis/advice.h"
#include "diagnosis/draft.h"
#include "diagnosis/rules/rule.h"
#include "diagnosis/rules/unasked.h"

namespace shakedown::diagnosis {
namespace {

/// Accepted by a server that asked for nothing: the gate is open.
bool GateIsOpen(const Case& c) {
  return c.verdict.outcome == Outcome::kAccepted && !c.requested() && !c.resumed &&
         c.verdict.server_spoke_tls && !c.HasPage(Page::kGateway);
}

/// Refused in HTTP although nobody asked for a certificate.
std::optional<Certainty> RefusedUnasked(const Case& c) {
  if (c.requested() || c.resumed || !c.refused()) return std::nullopt;
  if (MissedUnasked(c)) return Certainty::kPossible;
  if (!c.HasPage(Page::kForbidden)) return std::nullopt;
  return c.identity().present ? Certainty::kLikely : Certainty::kPossible;
}

}  // namespace

std::optional<Finding> ServerNoRequest(const Case& c) {
  const bool open = GateIsOpen(c);
  const std::optional<Certainty> refused = RefusedUnasked(c);
  if (!open && !refused) return std::nullopt;
  Draft draft(c, open ? Certainty::kCertain : *refused);
  draft.Summary(open ? "the server let the client in without asking for a certificate"
                     : "the server never asked for a certificate and refused the request");
  draft.Explain(
      open
          ? "A full handshake took place and the server did not ask for a client certificate, "
            "neither in the handshake nor after the request. Whatever the client holds, it was not "
            "looked at: this host and path are open to everybody as far as certificates go."
          : "A client can present a certificate only when the server asks, and it did not ask on "
            "this connection. The refusal came from behind TLS. If it is meant to depend on a "
            "certificate, the request for it is missing in the server's configuration.");
  draft.ShowRequest().ShowVerdict();
  draft.Fix(AskAdvice(c.dialect.product, c.sni));
  if (open) draft.Fix("nothing, if this host and path are meant to be open");
  return draft.Done();
}

}  // namespace shakedown::diagnosis
