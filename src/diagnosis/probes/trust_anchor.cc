// The trust probe: a throw-away certificate that names an authority as its issuer, without having
// been signed by it. A server that holds the authority tries the signature and says so
// (decrypt_error); one that does not never gets that far (unknown_ca).
#include "core/hex.h"
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

std::optional<Proposal> ProposeTrustKey(const Plan& plan) {
  const Case& c = plan.c;
  const auto key_id = FromHex(TopKeyId(c));
  if (AnchorShown(c) != Anchor::kHeld || !key_id || key_id->empty()) return std::nullopt;
  // A signature that was tried and failed has settled this already.
  if (!c.reading.Has(Ailment::kImpostor) || c.reading.Has(Ailment::kProof)) return std::nullopt;
  Probe probe;
  probe.question = "does the server's authority of that name have the key that yours refers to?";
  probe.spec = plan.Spec();
  probe.identity = ProbeIdentity::kThrowawayBelow;
  probe.issuer_name = AnchorName(c)->der;
  probe.issuer_key_id = *key_id;
  return Proposal{76, std::move(probe)};
}

std::optional<Proposal> ProposeTrustDepth(const Plan& plan) {
  const Case& c = plan.c;
  const int intermediates = PresentedIntermediates(c.identity());
  if (c.key_probe == nullptr || KeyDiffers(c) || intermediates < 1) return std::nullopt;
  if (!c.reading.Has(Ailment::kTooDeep)) return std::nullopt;
  Probe probe;
  probe.question = "is a chain of " + std::to_string(intermediates + 1) +
                   " certificates below that name refused for its length?";
  probe.spec = plan.Spec();
  probe.identity = ProbeIdentity::kThrowawayBelow;
  probe.issuer_name = AnchorName(c)->der;
  probe.intermediates = intermediates;
  // Without it a verifier would take the authority itself for the issuer and see no length.
  probe.issuer_key_id = FromHex(TopKeyId(c)).value_or(Bytes());
  return Proposal{74, std::move(probe)};
}

std::optional<Proposal> ProposeTrustList(const Plan& plan) {
  const Case& c = plan.c;
  if (AnchorShown(c) != Anchor::kHeld || PresentedIntermediates(c.identity()) < 1) {
    return std::nullopt;
  }
  if (!c.reading.Has(Ailment::kRevocationUnknown) || KeyDiffers(c)) return std::nullopt;
  Probe probe;
  probe.question =
      "is a certificate refused because its intermediate is unknown to the server's revocation "
      "lists?";
  probe.spec = plan.Spec();
  probe.identity = ProbeIdentity::kThrowawayBelow;
  probe.issuer_name = AnchorName(c)->der;
  probe.intermediates = 1;
  return Proposal{73, std::move(probe)};
}

}  // namespace shakedown::diagnosis
