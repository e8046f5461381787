#include "run/private_peer.h"

#include <utility>

namespace shakedown::run {
namespace {

/// A policy is about hosts that ask.
void SetPolicy(const std::string& policy, scenario::PeerHostModel* host) {
  if (policy.empty() || host->behave == "none" || host->behave == "late") return;
  host->behave = policy == "required" ? "strict" : "optional";
}

}  // namespace

Result<std::unique_ptr<ServerChanger>> PrivatePeer::Start(const ServedHosts& served,
                                                          const StateMaterial& material,
                                                          const BuiltInPeers::Tune& tune) {
  std::unique_ptr<PrivatePeer> peer(new PrivatePeer(served, material));
  auto started = BuiltInPeers::Start(served, tune);
  if (!started) return std::move(started).error();
  peer->peers_ = std::move(*started);
  return std::unique_ptr<ServerChanger>(std::move(peer));
}

Result<pki::TrustStorePtr> PrivatePeer::TrustOf(const scenario::PeerHostModel& host,
                                                const pki::TrustStorePtr& before) const {
  const bool lists_change = host.crl && !state_.crl.empty();
  const bool trust_changes = !state_.trust.empty() && host.trust != "nothing";
  if (!lists_change && !trust_changes) return before;
  const auto authorities = material_.Trusted(trust_changes ? state_.trust : host.trust);
  if (!authorities) return authorities.error();
  std::vector<X509*> anchors;
  for (const pki::AuthorityPtr& authority : *authorities) {
    anchors.push_back(authority->certificate.get());
  }
  std::vector<X509_CRL*> crls;
  for (const ossl::CrlPtr& list : lists_) {
    if (lists_change) crls.push_back(list.get());
  }
  return pki::TrustStore::Of(anchors, crls);
}

Result<void> PrivatePeer::Change(const scenario::ChangeModel& change) {
  state_.Apply(change);
  if (!change.crl.empty()) {
    auto lists = material_.Lists(state_);
    if (!lists) return std::move(lists).error();
    lists_ = std::move(*lists);
  }
  std::vector<scenario::PeerHostModel> hosts(served_.hosts.begin(), served_.hosts.end());
  std::vector<HostTrust> trust(served_.trust.begin(), served_.trust.end());
  for (size_t i = 0; i < hosts.size(); ++i) {
    SetPolicy(state_.policy, &hosts[i]);
    Result<pki::TrustStorePtr> changed = TrustOf(hosts[i], trust[i].trust);
    if (!changed) return std::move(changed).error();
    trust[i].trust = std::move(*changed);
  }
  ServedHosts served = served_;
  served.hosts = hosts;
  served.trust = trust;
  return peers_->Reload(served);
}

}  // namespace shakedown::run
