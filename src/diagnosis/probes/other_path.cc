#include <string>

#include "diagnosis/path_contrast.h"
#include "diagnosis/probes/planner.h"

namespace shakedown::diagnosis {
namespace {

/// Answers that servers give by rules for paths.
bool MayBeForThePath(const Case& c) {
  return c.HasPage(Page::kForbidden) || c.HasPage(Page::kPostHandshake) || WantsHttp11(c.verdict);
}

}  // namespace

std::optional<Proposal> ProposeOtherPath(const Plan& plan) {
  const Case& c = plan.c;
  if (!c.spec().request || c.resumed || !c.refused() || !MayBeForThePath(c)) return std::nullopt;
  const std::string path = attempt::RequestedPath(c.self());
  if (path.empty() || path == kRootPath) return std::nullopt;
  Probe probe;
  probe.question = "is the refusal for this path or for the whole host: how is '/' answered?";
  probe.spec = plan.Spec();
  auto& further = probe.spec.further_requests;
  (further.empty() ? *probe.spec.request : further.back()).path = kRootPath;
  return Proposal{25, std::move(probe)};
}

}  // namespace shakedown::diagnosis
