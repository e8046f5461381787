#include <algorithm>

#include "diagnosis/probes/planner.h"

namespace shakedown::diagnosis {
namespace {

/// Where a proxy is in use, the direct way is often closed; that is no reason to wait long.
constexpr Milliseconds kConnect{2000};

}  // namespace

std::optional<Proposal> ProposeDirect(const Plan& plan) {
  if (attempt::FirstProxy(plan.c.spec().via) == nullptr) return std::nullopt;
  if (!plan.Open("path.tls-terminated") && !plan.Open("path.intercepted")) return std::nullopt;
  Probe probe;
  probe.question = "does the server behave differently when it is reached without the proxy?";
  probe.spec = plan.Spec();
  probe.spec.via = attempt::WithoutProxies(plan.c.spec().via);
  probe.spec.timeouts.connect = std::min(probe.spec.timeouts.connect, kConnect);
  return Proposal{58, std::move(probe)};
}

}  // namespace shakedown::diagnosis
