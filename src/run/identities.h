// The identities of one suite: minted or loaded once, when a case first needs them, and shared by
// all cases.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "attempt/facts.h"
#include "handshake/ocsp_responder.h"
#include "pki/chain.h"
#include "pki/identity.h"
#include "run/authorities.h"
#include "scenario/model.h"
#include "scenario/presented.h"

namespace shakedown::run {

/// What became of one identity. Exactly one of usable (identity, or none configured), skip_reason,
/// unusable and error applies.
struct PreparedIdentity {
  pki::IdentityPtr identity;      ///< null for "none" and if it cannot be used
  attempt::IdentityFacts facts;   ///< without a path check
  std::string skip_reason;        ///< cannot be made in this run, and what would allow it
  std::optional<Error> unusable;  ///< its files cannot be used; also in `facts`
  std::optional<Error> error;     ///< minting failed: trouble of our own
};

/// How identities with mint="revoked" come to stand on a revocation list.
struct Revocation {
  bool possible = false;  ///< the list will hold, or holds, what is minted
  std::string why_not;    ///< the reason for skipping, if not possible
  /// Serials (hex) of a given list, to be minted again. Empty: the list is made afterwards from
  /// the minted identities.
  std::vector<std::string> serials;
};

/// Thread-safe.
class IdentityStore {
 public:
  /// All are borrowed and must outlive the store; `variables` are those of the suite.
  IdentityStore(const scenario::SuiteModel& suite, const scenario::Variables& variables,
                Authorities* authorities, Revocation revocation);
  ~IdentityStore();

  /// Who answers for identities with `ocsp`; to be set before such a one is made.
  using ResponderSource = std::function<Result<handshake::OcspResponder*>()>;
  void UseResponder(ResponderSource responder) { responder_ = std::move(responder); }

  /// The identity `id` of the suite or "none", made now if need be. Null if the suite has no such
  /// identity.
  const PreparedIdentity* Get(std::string_view id);

  /// The facts of the identity with its path checked against `trust`, once for each pair; null
  /// trust: without a path check. Never null for an id that Get knows.
  std::shared_ptr<const attempt::IdentityFacts> FactsFor(std::string_view id,
                                                         const pki::TrustStorePtr& trust);

  /// Ids of the suite, for suggestions.
  std::vector<std::string_view> Ids() const;

 private:
  struct Slot;
  Slot* Find(std::string_view id) const;
  /// The identity with its own chain, whatever it presents; made once.
  const PreparedIdentity& Base(Slot* slot);
  /// The identity with the chain that its suite puts together for it.
  PreparedIdentity Presented(Slot* slot);
  Result<std::vector<ossl::X509Ptr>> PresentedChain(Slot* slot,
                                                    std::span<const scenario::PresentedPart> parts);
  Result<ossl::X509Ptr> RootOf(const scenario::IdentityModel& model);
  PreparedIdentity Make(const scenario::IdentityModel& model);
  PreparedIdentity Load(const scenario::IdentityModel& model) const;
  PreparedIdentity Mint(const scenario::IdentityModel& model);
  Result<pki::IdentityPtr> MintAnswered(const scenario::IdentityModel& model,
                                        const pki::Authority& issuer, pki::MintRequest request);
  /// What keeps a revoked identity from being made; empty if nothing.
  std::string WhyNotRevoked(const scenario::IdentityModel& model) const;

  const scenario::SuiteModel& suite_;
  const scenario::Variables& variables_;
  Authorities* authorities_;
  const Revocation revocation_;
  ResponderSource responder_;
  std::atomic<size_t> next_serial_{0};
  std::map<std::string, std::unique_ptr<Slot>, std::less<>> slots_;
};

}  // namespace shakedown::run
