// One planner per kind of probe: it looks at what is known and proposes its probe if the answer can
// change the ranking. Which proposal is made is decided by its worth alone.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "diagnosis/case.h"
#include "diagnosis/probe.h"

namespace shakedown::diagnosis {

/// What planners look at. Borrows everything.
struct Plan {
  const Case& c;  ///< the handshake as asked, in the light of the probes so far
  const Diagnosis& diagnosis;
  std::span<const ProbeRecord> done;

  /// Whether the cause is among those that are still in question.
  bool Open(std::string_view id) const;
  /// Whether the probe `id` was made.
  bool Done(std::string_view id) const;
  bool Accepted() const { return diagnosis.outcome == Outcome::kAccepted; }
  /// The handshake as asked, for a probe to change one thing. Probes wait less for a server that is
  /// silent after Finished: their request draws the verdict out.
  attempt::HandshakeSpec Spec() const;
};

/// A probe and how much its answer can settle; the highest is made first.
struct Proposal {
  int worth = 0;
  Probe probe;
};

struct Planner {
  std::string_view id;  ///< of the probe
  std::optional<Proposal> (*propose)(const Plan& plan);
};

/// All planners. Each makes its probe at most once.
std::span<const Planner> Planners();

// One function per planner, each in the file of its name.
std::optional<Proposal> ProposeHttp11(const Plan& plan);
std::optional<Proposal> ProposeWithWithheld(const Plan& plan);
std::optional<Proposal> ProposeFullHandshake(const Plan& plan);
std::optional<Proposal> ProposeSniHost(const Plan& plan);
std::optional<Proposal> ProposeNoSni(const Plan& plan);
std::optional<Proposal> ProposeLate(const Plan& plan);
std::optional<Proposal> ProposeTrustAnchor(const Plan& plan);
std::optional<Proposal> ProposeTrustKey(const Plan& plan);
std::optional<Proposal> ProposeTrustDepth(const Plan& plan);
std::optional<Proposal> ProposeTrustList(const Plan& plan);
std::optional<Proposal> ProposeNone(const Plan& plan);
std::optional<Proposal> ProposeSelfSigned(const Plan& plan);
std::optional<Proposal> ProposeLeafOnly(const Plan& plan);
std::optional<Proposal> ProposeOtherVersion(const Plan& plan);
std::optional<Proposal> ProposeDirect(const Plan& plan);
std::optional<Proposal> ProposeOtherPath(const Plan& plan);

}  // namespace shakedown::diagnosis
