#include "diagnosis/probes/planner.h"

namespace shakedown::diagnosis {

std::optional<Proposal> ProposeLeafOnly(const Plan& plan) {
  const Case& c = plan.c;
  if (!c.RefusedPresented() || PresentedIntermediates(c.identity()) < 1) return std::nullopt;
  if (!plan.Open("certificate.too-deep")) return std::nullopt;
  // A leaf alone is answered with unknown_ca: only where the whole chain was answered in other
  // words does the comparison tell anything.
  const auto alert = c.Alert();
  if (!alert || *alert == tls::AlertDescription::kUnknownCa) return std::nullopt;
  Probe probe;
  probe.question = "is the certificate without its intermediates refused in other words?";
  probe.spec = plan.Spec();
  probe.identity = ProbeIdentity::kLeafOnly;
  return Proposal{50, std::move(probe)};
}

}  // namespace shakedown::diagnosis
