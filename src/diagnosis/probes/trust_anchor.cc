// The trust probe: a throw-away certificate that names an authority as its issuer, without having
// been signed by it. A server that holds the authority tries the signature and says so
// (decrypt_error); one that does not never gets that far (unknown_ca).
#include "diagnosis/probe_signs.h"
#include "diagnosis/probes/planner.h"

namespace shakedown::diagnosis {
namespace {

bool Undecided(const Plan& plan) {
  for (const char* id :
       {"certificate.untrusted-issuer", "certificate.missing-intermediate", "certificate.too-deep",
        "certificate.revocation-unknown", "server.misconfigured-trust"}) {
    if (plan.Open(id)) return true;
  }
  return false;
}

}  // namespace

std::optional<Proposal> ProposeTrustAnchor(const Plan& plan) {
  const tls::DistinguishedName* name = AnchorName(plan.c);
  if (name == nullptr || !SpeaksOfAnchors(plan.c) || !Undecided(plan)) return std::nullopt;
  Probe probe;
  probe.question = "does the server hold an authority of the name " + NameText(*name) + "?";
  probe.spec = plan.Spec();
  probe.identity = ProbeIdentity::kThrowawayBelow;
  probe.issuer_name = name->der;
  return Proposal{75, std::move(probe)};
}

std::optional<Proposal> ProposeTrustDepth(const Plan& plan) {
  const Case& c = plan.c;
  const int intermediates = PresentedIntermediates(c.identity());
  if (AnchorShown(c) != Anchor::kHeld || intermediates < 1) return std::nullopt;
  if (!c.reading.Has(Ailment::kTooDeep) && !c.reading.Has(Ailment::kRevocationUnknown)) {
    return std::nullopt;
  }
  Probe probe;
  probe.question = "is a chain of " + std::to_string(intermediates + 1) +
                   " certificates below that name refused for its length?";
  probe.spec = plan.Spec();
  probe.identity = ProbeIdentity::kThrowawayBelow;
  probe.issuer_name = AnchorName(c)->der;
  probe.intermediates = intermediates;
  return Proposal{74, std::move(probe)};
}

}  // namespace shakedown::diagnosis
