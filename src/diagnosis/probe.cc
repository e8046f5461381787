#include "diagnosis/probe.h"

#include <algorithm>

#include "core/assert.h"
#include "diagnosis/probes/planner.h"

namespace shakedown::diagnosis {
namespace {

/// A verdict comes within a few round trips or after the request.
constexpr Milliseconds kProbeVerdict{100};

constexpr Planner kPlanners[] = {
    {"http11", ProposeHttp11},
    {"with-withheld", ProposeWithWithheld},
    {"full-handshake", ProposeFullHandshake},
    {"sni-host", ProposeSniHost},
    {"late", ProposeLate},
    {"no-sni", ProposeNoSni},
    {"trust-anchor", ProposeTrustAnchor},
    {"trust-key", ProposeTrustKey},
    {"trust-depth", ProposeTrustDepth},
    {"trust-list", ProposeTrustList},
    {"none", ProposeNone},
    {"self-signed", ProposeSelfSigned},
    {"leaf-only", ProposeLeafOnly},
    {"other-version", ProposeOtherVersion},
    {"direct", ProposeDirect},
    {"other-path", ProposeOtherPath},
};

/// What a certain cause leaves open: whether a certificate is required and, where the server asks
/// late, for which paths.
bool AsksBeside(std::string_view probe, const Finding& certain) {
  return probe == "none" || (probe == "other-path" && certain.id == "server.late-request");
}

}  // namespace

std::span<const Planner> Planners() { return kPlanners; }

bool Plan::Open(std::string_view id) const {
  if (diagnosis.cause.id == id) return diagnosis.cause.certainty != Certainty::kCertain;
  return std::any_of(diagnosis.alternatives.begin(), diagnosis.alternatives.end(),
                     [id](const Finding& finding) { return finding.id == id; });
}

bool Plan::Done(std::string_view id) const {
  return std::any_of(done.begin(), done.end(),
                     [id](const ProbeRecord& record) { return record.id == id; });
}

attempt::HandshakeSpec Plan::Spec() const {
  attempt::HandshakeSpec spec = c.spec();
  if (spec.request) spec.timeouts.verdict = std::min(spec.timeouts.verdict, kProbeVerdict);
  return spec;
}

std::optional<Probe> NextProbe(std::span<const attempt::Attempt> attempts,
                               const Diagnosis& diagnosis, std::span<const ProbeRecord> done,
                               size_t subject) {
  SHAKEDOWN_ASSERT(subject < attempts.size());
  const bool accepted = diagnosis.outcome == Outcome::kAccepted;
  // Nothing can change a certain cause.
  const bool settled = !accepted && diagnosis.cause.certainty == Certainty::kCertain;
  if (attempts[subject].identity.unusable) return std::nullopt;
  const Case c = Examine(attempts, subject);
  const Plan plan{c, diagnosis, done};
  std::optional<Proposal> best;
  for (const Planner& planner : kPlanners) {
    if (plan.Done(planner.id) || (settled && !AsksBeside(planner.id, diagnosis.cause))) continue;
    std::optional<Proposal> proposal = planner.propose(plan);
    if (!proposal || (best && proposal->worth <= best->worth)) continue;
    best = std::move(proposal);
    best->probe.id = planner.id;
  }
  if (!best) return std::nullopt;
  return std::move(best->probe);
}

}  // namespace shakedown::diagnosis
