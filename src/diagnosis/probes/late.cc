#include "diagnosis/probes/planner.h"
#include "diagnosis/rules/unasked.h"

namespace shakedown::diagnosis {

std::optional<Proposal> ProposeLate(const Plan& plan) {
  const Case& c = plan.c;
  if (c.requested() || c.resumed || c.spec().offer_post_handshake_auth) return std::nullopt;
  if (c.version != tls::Version::kTls13) return std::nullopt;
  if (!MissedUnasked(c) && !c.HasPage(Page::kForbidden)) return std::nullopt;
  Probe probe;
  probe.question =
      "does the server ask for a certificate after the request, if the client offers to answer "
      "then?";
  probe.spec = plan.Spec();
  probe.spec.offer_post_handshake_auth = true;
  // HTTP/2 forbids it (RFC 9113 section 9.2.3).
  if (attempt::SpeaksHttp2(c.trace())) probe.spec.alpn = {"http/1.1"};
  return Proposal{c.HasPage(Page::kForbidden) ? 85 : 55, std::move(probe)};
}

}  // namespace shakedown::diagnosis
