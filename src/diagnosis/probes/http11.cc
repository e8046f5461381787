#include "diagnosis/probes/planner.h"

namespace shakedown::diagnosis {

std::optional<Proposal> ProposeHttp11(const Plan& plan) {
  const auto returned = attempt::First<attempt::HandshakeReturned>(plan.c.trace());
  if (!plan.c.spec().request || !returned || !returned->ok) return std::nullopt;
  // In another protocol no request could be made, and some servers judge only then. One in HTTP/2
  // may have been sent back to HTTP/1.1.
  const bool unspoken = !returned->alpn.empty() && !returned->alpn.starts_with("http/1.") &&
                        !attempt::SpeaksHttp2(plan.c.trace());
  if (!unspoken && !WantsHttp11(plan.c.verdict)) return std::nullopt;
  Probe probe;
  probe.question =
      "what does the server answer to a request over HTTP/1.1 instead of " + returned->alpn + "?";
  probe.spec = plan.Spec();
  probe.spec.alpn = {"http/1.1"};
  return Proposal{100, std::move(probe)};
}

}  // namespace shakedown::diagnosis
