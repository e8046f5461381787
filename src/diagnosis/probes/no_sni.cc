#include "diagnosis/probes/planner.h"

namespace shakedown::diagnosis {

std::optional<Proposal> ProposeNoSni(const Plan& plan) {
  const Case& c = plan.c;
  if (c.sni.empty() || c.verdict.ending != Ending::kServerAlert || c.verdict.server_spoke_tls) {
    return std::nullopt;
  }
  // Refused at the first message: the name, or the offer.
  if (!plan.Open("path.unknown-name") && !plan.Open("path.no-common-cipher")) return std::nullopt;
  Probe probe;
  probe.question = "is it the host name in the handshake that the server refuses?";
  probe.spec = plan.Spec();
  probe.spec.sni = "";
  return Proposal{80, std::move(probe)};
}

}  // namespace shakedown::diagnosis
