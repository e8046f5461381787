// A built-in peer of one case, which changes as its suite says.
#pragma once

#include <memory>
#include <vector>

#include "run/built_in_peers.h"
#include "run/server_changer.h"
#include "run/server_state.h"

namespace shakedown::run {

class PrivatePeer final : public ServerChanger {
 public:
  /// Starts it as `served` says; everything is borrowed and outlives it. The errors of
  /// BuiltInPeers::Start.
  static Result<std::unique_ptr<ServerChanger>> Start(const ServedHosts& served,
                                                      const StateMaterial& material,
                                                      const BuiltInPeers::Tune& tune);

  Result<void> Change(const scenario::ChangeModel& change) override;
  Result<void> Restore() override { return {}; }
  std::optional<attempt::Endpoint> endpoint() const override { return peers_->endpoint(); }

 private:
  PrivatePeer(const ServedHosts& served, const StateMaterial& material)
      : served_(served), material_(material) {}
  Result<pki::TrustStorePtr> TrustOf(const scenario::PeerHostModel& host,
                                     const pki::TrustStorePtr& before) const;

  const ServedHosts served_;
  const StateMaterial& material_;
  ServerState state_;
  /// Made when they change, and only then: the same list is no other one.
  std::vector<ossl::CrlPtr> lists_;
  std::unique_ptr<BuiltInPeers> peers_;
};

}  // namespace shakedown::run
