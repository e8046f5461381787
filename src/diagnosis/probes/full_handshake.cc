#include <algorithm>

#include "diagnosis/probes/planner.h"

namespace shakedown::diagnosis {

std::optional<Proposal> ProposeFullHandshake(const Plan& plan) {
  const Case& c = plan.c;
  if ((!c.resumed && !c.session_offered) || !c.refused()) return std::nullopt;
  const bool known = std::any_of(c.others.begin(), c.others.end(), [&c](const Other& other) {
    return other.same_point && other.sni == c.sni && !other.resumed && !other.throwaway() &&
           other.verdict.server_spoke_tls;
  });
  if (known) return std::nullopt;
  Probe probe;
  probe.question = "does a full handshake, without the earlier session, end differently?";
  probe.spec = plan.Spec();
  return Proposal{92, std::move(probe)};
}

}  // namespace shakedown::diagnosis
