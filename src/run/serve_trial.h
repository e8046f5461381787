// One connection after the other of a client under test: which settings the next one meets, and
// what came of it.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <set>
#include <string>

#include "core/clock.h"
#include "handshake/peer_observer.h"

namespace shakedown::run {

/// Thread-safe. Every connection meets the host that was set last.
class ServeTrial final : public handshake::PeerObserver {
 public:
  /// The next connection meets `host`; what is still under way of earlier ones counts no more.
  void Begin(size_t host);
  /// The first connection with a ClientHello since `Begin` that is over; nothing at the deadline.
  std::optional<handshake::PeerReport> Next(Deadline deadline);
  /// The last one, when the client's program has ended: waits until all that began are over, for a
  /// moment if none did. Nothing if the client never connected.
  std::optional<handshake::PeerReport> Last(Deadline deadline);

  size_t ChooseHost(const attempt::Endpoint& client, const tls::ClientHello& hello,
                    size_t host) override;
  void OnFinished(handshake::PeerReport report) override;

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  size_t host_ = 0;
  bool begun_ = false;
  std::set<std::string> open_;  ///< addresses of connections that are not over
  std::deque<handshake::PeerReport> finished_;
};

}  // namespace shakedown::run
