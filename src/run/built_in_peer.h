// The suite's <peer> as the built-in peer understands it.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "handshake/peer.h"
#include "run/trust_material.h"
#include "scenario/model.h"

namespace shakedown::run {

/// What one virtual host trusts, for local path checks. The first one is the default host.
struct HostTrust {
  std::string name;  ///< SNI in lower case; empty: only the default
  pki::TrustStorePtr trust;
};

/// The hosts of `suite` after substitution, or the one default host (behaviour nginx, one
/// intermediate allowed). kSuite for values that the peer does not know.
Result<std::vector<scenario::PeerHostModel>> PeerHostsOf(const scenario::SuiteModel& suite,
                                                         const scenario::Variables& variables);

/// What each host trusts. A host that checks a revocation list gets one that lists `revoked`.
Result<std::vector<HostTrust>> TrustOfHosts(std::span<const scenario::PeerHostModel> hosts,
                                            const TrustMaterial& material,
                                            std::span<X509* const> revoked);

/// Everything needed to start the peer. `behave`, if given, replaces the behaviour of hosts that
/// ask in the handshake; kUsage if there is no such behaviour.
Result<handshake::PeerOptions> ToPeerOptions(std::span<const scenario::PeerHostModel> hosts,
                                             std::span<const HostTrust> trust,
                                             const TrustMaterial& material,
                                             const std::string& behave);

/// The trust of the host that a server name selects: case and a final dot are ignored; the first
/// one for unknown or empty names. Null if `hosts` is empty.
const pki::TrustStorePtr* TrustForName(std::span<const HostTrust> hosts, std::string_view name);

}  // namespace shakedown::run
