#include "core/text.h"
#include "diagnosis/probes/planner.h"
#include "diagnosis/rules/unasked.h"

namespace shakedown::diagnosis {

std::optional<Proposal> ProposeSniHost(const Plan& plan) {
  const Case& c = plan.c;
  const bool unasked = MissedUnasked(c) || (c.HasPage(Page::kForbidden) && !c.requested());
  if (!unasked || c.host.empty() || c.sni == c.host) return std::nullopt;
  if (attempt::IsIpLiteral(c.host)) return std::nullopt;
  Probe probe;
  probe.question = "does the server ask for a certificate when the handshake names the host '" +
                   ElideMiddle(Printable(c.host), 80) + "'?";
  probe.spec = plan.Spec();
  probe.spec.sni = c.host;
  return Proposal{90, std::move(probe)};
}

}  // namespace shakedown::diagnosis
