#include "diagnosis/probes/planner.h"

namespace shakedown::diagnosis {

std::optional<Proposal> ProposeNone(const Plan& plan) {
  const Case& c = plan.c;
  if (c.sent != true || c.resumed) return std::nullopt;
  // A page about a bad certificate leaves open whether none at all would be let in.
  const bool page = c.HasPage(Page::kBadCertificate) || c.HasPage(Page::kSomeCertificate);
  const bool open = plan.diagnosis.enforcement == Enforcement::kUnknown || page;
  const bool contrast = c.verdict.ending == Ending::kClosed || c.HasPage(Page::kForbidden);
  if (!open && !contrast) return std::nullopt;
  Probe probe;
  probe.question = plan.Accepted() ? "does the server insist on a certificate?"
                                   : "how does the server answer a client without a certificate?";
  probe.spec = plan.Spec();
  probe.identity = ProbeIdentity::kNone;
  return Proposal{contrast ? 70 : 20, std::move(probe)};
}

}  // namespace shakedown::diagnosis
