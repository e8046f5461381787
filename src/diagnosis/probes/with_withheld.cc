#include "diagnosis/probes/planner.h"

namespace shakedown::diagnosis {

std::optional<Proposal> ProposeWithWithheld(const Plan& plan) {
  const Case& c = plan.c;
  if (!c.RefusedPresented() || MissingLink(c.identity(), {}) == nullptr) return std::nullopt;
  if (!c.reading.Has(Ailment::kMissingIntermediate)) return std::nullopt;
  Probe probe;
  probe.question = "does the same certificate get in with the intermediates that were not sent?";
  probe.spec = plan.Spec();
  probe.identity = ProbeIdentity::kWithWithheld;
  return Proposal{95, std::move(probe)};
}

}  // namespace shakedown::diagnosis
