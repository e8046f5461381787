// What a suite may change about the server under test while its sessions live: the CAs that it
// trusts, the revocation lists that it checks, whether it insists on a certificate.
#pragma once

#include <string>
#include <vector>

#include "core/result.h"
#include "ossl/handles.h"
#include "pki/chain.h"
#include "run/authorities.h"
#include "run/identities.h"
#include "scenario/model.h"

namespace shakedown::run {

/// The state that a change leads to; empty words: as at the start.
struct ServerState {
  std::string trust;                 ///< words::kTrustStates
  std::string crl;                   ///< words::kCrlStates
  std::string policy;                ///< words::kPolicies
  std::vector<std::string> revoked;  ///< identities on the list
  bool issuer_revoked = false;       ///< the issuing CA is on the list

  /// Takes over what `change` names.
  void Apply(const scenario::ChangeModel& change);
};

/// What states are made of; everything is borrowed. Thread-safe.
class StateMaterial final {
 public:
  StateMaterial(Authorities* authorities, IdentityStore* identities)
      : authorities_(authorities), identities_(identities) {}

  /// The CAs of a word for trust, in the order of a file; none for "missing" and "garbage". kUsage
  /// if one cannot be made in this run.
  Result<std::vector<pki::AuthorityPtr>> Trusted(const std::string& word) const;
  /// The revocation lists of a state; none if it names none.
  Result<std::vector<ossl::CrlPtr>> Lists(const ServerState& state) const;

 private:
  Result<pki::AuthorityPtr> Authority(const char* word) const;
  Result<std::vector<ossl::CrlPtr>> Current(const ServerState& state, Milliseconds life) const;
  Result<std::vector<ossl::CrlPtr>> Foreign() const;

  Authorities* const authorities_;
  IdentityStore* const identities_;
};

}  // namespace shakedown::run
