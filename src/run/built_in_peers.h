// The ports of the built-in peer: one for all hosts, and a second one for those that stand there,
// which reads the same tickets.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "core/result.h"
#include "handshake/peer.h"
#include "run/built_in_peer.h"
#include "scenario/model.h"

namespace shakedown::run {

inline constexpr const char* kOtherListenerVariable = "other_listener";

/// What a peer serves; everything is borrowed.
struct ServedHosts {
  std::span<const scenario::PeerHostModel> hosts;
  std::span<const HostTrust> trust;  ///< one for each host
  const TrustMaterial* material = nullptr;
  const std::string* behave = nullptr;
};

/// Running peers; they stop when this is destroyed.
class BuiltInPeers final {
 public:
  /// Sets what does not come from the hosts.
  using Tune = std::function<Result<void>(handshake::PeerOptions*)>;

  /// Starts what the hosts need; the errors of ToPeerOptions, of `tune` and of Peer::Start.
  static Result<std::unique_ptr<BuiltInPeers>> Start(const ServedHosts& served, const Tune& tune);
  /// Serves other hosts on the same ports; a second port is neither opened nor closed.
  Result<void> Reload(const ServedHosts& served);

  attempt::Endpoint endpoint() const { return first_->endpoint(); }
  /// Of the second port; nothing if no host stands there.
  std::optional<attempt::Endpoint> other_listener() const;

 private:
  std::unique_ptr<handshake::Peer> first_;
  std::unique_ptr<handshake::Peer> second_;
};

}  // namespace shakedown::run
