#include <algorithm>

#include "diagnosis/hops/seen_hop.h"
#include "diagnosis/probes/planner.h"

namespace shakedown::diagnosis {
namespace {

/// Where a proxy is in use, the direct way is often closed; that is no reason to wait long.
constexpr Milliseconds kConnect{2000};

/// Nobody asked, and the certificate that the client saw need not be the server's: the server
/// itself may well ask.
bool MayBeOpened(const Plan& plan) {
  if (plan.c.requested() || plan.c.resumed) return false;
  const auto served = attempt::Last<attempt::ServerChecked>(plan.c.trace());
  if (served && served->checked && !served->trusted) return true;
  const std::vector<SeenHop> hops = HopsSeen(plan.c.trace());
  return std::any_of(hops.begin(), hops.end(),
                     [](const SeenHop& hop) { return hop.kind == HopKind::kInspection; });
}

}  // namespace

std::optional<Proposal> ProposeDirect(const Plan& plan) {
  if (attempt::FirstProxy(plan.c.spec().via) == nullptr) return std::nullopt;
  if (!plan.Open("path.tls-terminated") && !plan.Open("path.intercepted") && !MayBeOpened(plan)) {
    return std::nullopt;
  }
  Probe probe;
  probe.question = "does the server behave differently when it is reached without the proxy?";
  probe.spec = plan.Spec();
  probe.spec.via = attempt::WithoutProxies(plan.c.spec().via);
  probe.spec.timeouts.connect = std::min(probe.spec.timeouts.connect, kConnect);
  return Proposal{58, std::move(probe)};
}

}  // namespace shakedown::diagnosis
