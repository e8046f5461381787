// The identities of one suite: minted or loaded once, when a case first needs them, and shared by
// all cases.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "attempt/facts.h"
#include "pki/chain.h"
#include "pki/identity.h"
#include "run/authorities.h"
#include "scenario/model.h"

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
  PreparedIdentity Make(const scenario::IdentityModel& model);
  PreparedIdentity Load(const scenario::IdentityModel& model) const;
  PreparedIdentity Mint(const scenario::IdentityModel& model);
  /// What keeps a revoked identity from being made; empty if nothing.
  std::string WhyNotRevoked(const scenario::IdentityModel& model) const;

  const scenario::SuiteModel& suite_;
  const scenario::Variables& variables_;
  Authorities* authorities_;
  const Revocation revocation_;
  std::atomic<size_t> next_serial_{0};
  std::map<std::string, std::unique_ptr<Slot>, std::less<>> slots_;
};

}  // namespace shakedown::run
