#include <algorithm>

#include "diagnosis/probes/planner.h"

namespace shakedown::diagnosis {
namespace {

/// What the other version of TLS could tell; 0 if nothing.
int Worth(const Plan& plan) {
  const Case& c = plan.c;
  const Ending ending = c.verdict.ending;
  const bool gave_up =
      ending == Ending::kServerAlert || ending == Ending::kClosed || ending == Ending::kDeadline;
  // Refused or ignored at the first message: perhaps the offer is what it cannot take.
  const bool connected = static_cast<bool>(attempt::First<attempt::Connected>(c.trace()));
  if (!c.verdict.server_spoke_tls) return connected && gave_up ? 45 : 0;
  // TLS 1.2 has its verdict inside the handshake, where no reset can swallow it.
  const bool tls13 = c.version == tls::Version::kTls13;
  if (tls13 && ending == Ending::kClosed && c.RefusedPresented()) return 68;
  // A late request shows in TLS 1.2 as a renegotiation, whatever the client offers.
  if (tls13 && plan.Open("server.late-request") && plan.Done("late")) return 48;
  return 0;
}

}  // namespace

std::optional<Proposal> ProposeOtherVersion(const Plan& plan) {
  const int worth = Worth(plan);
  if (worth == 0) return std::nullopt;
  Probe probe;
  probe.spec = plan.Spec();
  const bool down = probe.spec.max_version >= tls::Version::kTls13;
  const tls::Version other = down ? tls::Version::kTls12 : tls::Version::kTls13;
  probe.spec.min_version = other;
  probe.spec.max_version = other;
  probe.question = "what does the server say in " + tls::Name(other) + "?";
  return Proposal{worth, std::move(probe)};
}

}  // namespace shakedown::diagnosis
