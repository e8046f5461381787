#include "run/server_state.h"

#include <utility>

#include "core/text.h"

namespace shakedown::run {
namespace {

constexpr Milliseconds kFresh(7 * 86'400'000LL);
constexpr Milliseconds kOutOfDate(-86'400'000LL);

}  // namespace

void ServerState::Apply(const scenario::ChangeModel& change) {
  if (!change.trust.empty()) trust = change.trust;
  if (!change.policy.empty()) policy = change.policy;
  if (change.crl.empty()) return;
  crl = change.crl;
  revoked.clear();
  for (const std::string_view id : Words(change.revoked)) revoked.emplace_back(id);
  issuer_revoked = change.issuer_revoked;
}

Result<pki::AuthorityPtr> StateMaterial::Authority(const char* word) const {
  Result<Issuer> issuer = authorities_->For(word);
  if (!issuer) return std::move(issuer).error();
  if (issuer->authority != nullptr) return std::move(issuer->authority);
  return Error(ErrorCode::kUsage, "changing the server " + issuer->unavailable);
}

Result<std::vector<pki::AuthorityPtr>> StateMaterial::Trusted(const std::string& word) const {
  std::vector<pki::AuthorityPtr> trusted;
  const auto add = [&](const char* name) -> Result<void> {
    Result<pki::AuthorityPtr> authority = Authority(name);
    if (!authority) return std::move(authority).error();
    trusted.push_back(std::move(*authority));
    return {};
  };
  if (word == "trusted" || word == "both") {
    if (Result<void> added = add("trusted"); !added) return added.error();
  }
  if (word == "other" || word == "both") {
    if (Result<void> added = add("other"); !added) return added.error();
  }
  return trusted;
}

Result<std::vector<ossl::CrlPtr>> StateMaterial::Lists(const ServerState& state) const {
  if (state.crl.empty()) return std::vector<ossl::CrlPtr>();
  if (state.crl == "foreign") return Foreign();
  return Current(state, state.crl == "stale" ? kOutOfDate : kFresh);
}

/// The list of the trusted CA, and that of the CA below it unless the state lacks it.
Result<std::vector<ossl::CrlPtr>> StateMaterial::Current(const ServerState& state,
                                                         Milliseconds life) const {
  const Result<pki::AuthorityPtr> root = Authority("trusted");
  if (!root) return root.error();
  const Result<pki::AuthorityPtr> issuing = Authority("issuing");
  if (!issuing) return issuing.error();
  std::vector<X509*> by_root;
  std::vector<X509*> by_issuing;
  if (state.issuer_revoked) by_root.push_back((*issuing)->certificate.get());
  for (const std::string& id : state.revoked) {
    const PreparedIdentity* const prepared = identities_->Get(id);
    if (prepared == nullptr || prepared->identity == nullptr) {
      return Error(ErrorCode::kSuite, "identity '" + Printable(id) + "' cannot be revoked")
          .WithHint("name identities of the suite that can be minted in this run");
    }
    const bool below = !prepared->identity->chain.empty();
    (below ? by_issuing : by_root).push_back(prepared->identity->leaf.get());
  }
  std::vector<ossl::CrlPtr> lists;
  Result<ossl::CrlPtr> first = pki::MintCrl(**root, by_root, life);
  if (!first) return std::move(first).error();
  lists.push_back(std::move(*first));
  if (state.crl == "partial") return lists;
  Result<ossl::CrlPtr> second = pki::MintCrl(**issuing, by_issuing, life);
  if (!second) return std::move(second).error();
  lists.push_back(std::move(*second));
  return lists;
}

/// A list with the name of the trusted CA that somebody else signed.
Result<std::vector<ossl::CrlPtr>> StateMaterial::Foreign() const {
  const Result<pki::AuthorityPtr> twin = Authority("twin");
  if (!twin) return twin.error();
  Result<ossl::CrlPtr> crl = pki::MintCrl(**twin, {}, kFresh);
  if (!crl) return std::move(crl).error();
  std::vector<ossl::CrlPtr> lists;
  lists.push_back(std::move(*crl));
  return lists;
}

}  // namespace shakedown::run
