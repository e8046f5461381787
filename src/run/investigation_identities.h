// What the handshakes of an investigation present: the identity as given, parts of it, and
// throw-away certificates.
#pragma once

#include <cstddef>
#include <optional>

#include "attempt/facts.h"
#include "core/result.h"
#include "diagnosis/probe.h"
#include "pki/chain.h"
#include "pki/identity.h"
#include "pki/mint.h"

namespace shakedown::run {

/// An identity for the wire and what reports and rules see of it.
struct Presented {
  pki::IdentityPtr identity;  ///< null: nothing is presented
  attempt::IdentityFacts facts;
};

class InvestigationIdentities {
 public:
  /// `given` may be null; `client_trust` checks its path and may be null.
  InvestigationIdentities(pki::IdentityPtr given, std::optional<Error> unusable,
                          pki::TrustStorePtr client_trust);

  /// The identity as given; nothing to present if it cannot be used.
  const Presented& given() const { return given_; }
  /// From now on the identity cannot be used.
  void MarkUnusable(Error why);
  /// As given, with so many of the certificates at hand, the leaf included.
  Presented WithLength(size_t certificates) const;
  /// What `probe` presents; an Error if it cannot be minted.
  Result<Presented> For(const diagnosis::Probe& probe);

 private:
  Presented Rebuilt(const std::string& name, size_t certificates) const;
  Result<Presented> SelfSigned();
  Result<Presented> Below(const diagnosis::Probe& probe);
  /// The key kind of throw-away leaves: the one of the identity, which the server let pass.
  pki::KeyKind ThrowawayKey() const;
  /// The key kind of the authority above the identity, by its signature: a server does not try the
  /// key of a known authority on a signature of another kind.
  pki::KeyKind SignerKey() const;

  const pki::TrustStorePtr client_trust_;
  Presented given_;
};

}  // namespace shakedown::run
