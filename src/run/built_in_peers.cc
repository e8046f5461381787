#include "run/built_in_peers.h"

#include <utility>
#include <vector>

namespace shakedown::run {
namespace {

/// The hosts of one of the two ports, ready to serve.
Result<handshake::PeerOptions> OptionsOf(const ServedHosts& served, bool other) {
  std::vector<scenario::PeerHostModel> hosts;
  std::vector<HostTrust> trust;
  for (size_t i = 0; i < served.hosts.size(); ++i) {
    if (served.hosts[i].other_listener != other) continue;
    hosts.push_back(served.hosts[i]);
    trust.push_back(served.trust[i]);
  }
  return ToPeerOptions(hosts, trust, *served.material, *served.behave);
}

bool HasOther(const ServedHosts& served) {
  for (const scenario::PeerHostModel& host : served.hosts) {
    if (host.other_listener) return true;
  }
  return false;
}

Result<std::unique_ptr<handshake::Peer>> StartOne(const ServedHosts& served, bool other,
                                                  const Bytes& keys,
                                                  const BuiltInPeers::Tune& tune) {
  Result<handshake::PeerOptions> options = OptionsOf(served, other);
  if (!options) return std::move(options).error();
  options->ticket_keys = keys;
  if (Result<void> tuned = tune(&*options); !tuned) return tuned.error();
  auto started = handshake::Peer::Start(std::move(*options));
  if (!started) return std::move(started).error().AddContext("starting the built-in peer");
  return started;
}

}  // namespace

Result<std::unique_ptr<BuiltInPeers>> BuiltInPeers::Start(const ServedHosts& served,
                                                          const Tune& tune) {
  auto peers = std::make_unique<BuiltInPeers>();
  const bool both = HasOther(served);
  const Bytes keys = both ? handshake::MakeTicketKeys() : Bytes();
  auto first = StartOne(served, false, keys, tune);
  if (!first) return std::move(first).error();
  peers->first_ = std::move(*first);
  if (!both) return peers;
  auto second = StartOne(served, true, keys, tune);
  if (!second) return std::move(second).error();
  peers->second_ = std::move(*second);
  return peers;
}

Result<void> BuiltInPeers::Reload(const ServedHosts& served) {
  for (const bool other : {false, true}) {
    const auto& peer = other ? second_ : first_;
    if (peer == nullptr) continue;
    Result<handshake::PeerOptions> options = OptionsOf(served, other);
    if (!options) return std::move(options).error();
    if (Result<void> done = peer->Reload(std::move(options->hosts)); !done) return done;
  }
  return {};
}

std::optional<attempt::Endpoint> BuiltInPeers::other_listener() const {
  return second_ == nullptr ? std::nullopt : std::optional(second_->endpoint());
}

}  // namespace shakedown::run
