#include <algorithm>

#include "diagnosis/probes/planner.h"

namespace shakedown::diagnosis {
namespace {

/// What a throw-away certificate could tell; 0 if nothing.
int Worth(const Case& c) {
  if (c.sent != true || c.resumed || !c.requested()) return 0;
  // Whether TLS checks certificates at all, or leaves it to the application.
  if (c.HasPage(Page::kForbidden)) return 65;
  // Whether it is for the certificate that the server closes.
  if (c.verdict.ending == Ending::kClosed) return 60;
  // Got in with something that a checking server refuses.
  const bool tolerated = std::any_of(c.defects.begin(), c.defects.end(),
                                     [](const Defect& defect) { return defect.proven; });
  return c.verdict.outcome == Outcome::kAccepted && tolerated ? 40 : 0;
}

}  // namespace

std::optional<Proposal> ProposeSelfSigned(const Plan& plan) {
  const int worth = Worth(plan.c);
  if (worth == 0) return std::nullopt;
  Probe probe;
  probe.question = "does anybody check: how is a certificate answered that nobody can trust?";
  probe.spec = plan.Spec();
  probe.identity = ProbeIdentity::kSelfSigned;
  return Proposal{worth, std::move(probe)};
}

}  // namespace shakedown::diagnosis
