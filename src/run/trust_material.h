// What is known about trust on both sides of a suite's target: the CA files that were given, or
// fresh CAs for the built-in peer.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/result.h"
#include "pki/chain.h"
#include "pki/mint.h"
#include "run/target_settings.h"
#include "tls/distinguished_name.h"

namespace shakedown::run {

struct TrustMaterial {
  pki::AuthorityPtr trusted;  ///< mints identities that the target trusts; null if there is none
  pki::AuthorityPtr other;    ///< the built-in peer's second CA; null with a target
  pki::AuthorityPtr server;   ///< issues server certificates of our own peers
  pki::TrustStorePtr client_trust;  ///< what the target is said to trust; null if unknown
  pki::TrustStorePtr server_trust;  ///< checks the target's certificate; may be null
  /// Subject of the CA that the target trusts, if it is known.
  std::optional<tls::DistinguishedName> trusted_name;
  std::vector<std::string> revoked_serials;  ///< on the list that was given
};

/// CAs for the built-in peer: "CN=Shakedown Trusted CA", "CN=Shakedown Other CA" and one for
/// servers. `client_trust` holds the trusted CA, without a revocation list.
Result<TrustMaterial> MakeTrustMaterial();
/// Loads the files of a target; absent ones stay unknown.
Result<TrustMaterial> LoadTrustMaterial(const TargetSettings& settings);

}  // namespace shakedown::run
