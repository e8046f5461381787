// One thread of the built-in peer: its own epoll loop over the shared listening socket and the
// connections it accepted.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "core/clock.h"
#include "core/result.h"
#include "handshake/peer_connection.h"
#include "handshake/peer_context.h"
#include "handshake/peer_stop.h"
#include "net/socket.h"

namespace shakedown::handshake {

/// What all workers of a peer share; borrowed by each.
struct PeerShared {
  /// All that were ever served, the present ones last: connections keep what they began with.
  std::vector<std::unique_ptr<const PeerContexts>> contexts;
  std::mutex reloading;  ///< guards `contexts`
  std::atomic<const PeerContexts*> present{nullptr};
  net::Socket listener;
  StopSignal stop;
  Milliseconds idle_limit{10000};
  Milliseconds life_limit{0};  ///< 0: a number of idle limits
  int max_connections = 4096;  ///< of all workers together; further ones are closed at once
  /// Full: the connection of the accepting worker that has waited longest makes room.
  bool make_room = false;
  PeerObserver* observer = nullptr;  ///< borrowed; may be null
  std::atomic<int> connections{0};
  std::atomic<uint64_t> accepted{0};
};

class PeerWorker final {
 public:
  /// Prepares the loop; kInternal if the system has no descriptor left.
  static Result<std::unique_ptr<PeerWorker>> Create(PeerShared* shared);
  ~PeerWorker();
  PeerWorker(const PeerWorker&) = delete;
  PeerWorker& operator=(const PeerWorker&) = delete;

  /// Serves until the stop signal is raised, then closes what is open.
  void Run();

 private:
  explicit PeerWorker(PeerShared* shared) : shared_(shared) {}

  struct Entry {
    std::unique_ptr<PeerConnection> connection;
    uint32_t events = 0;  ///< registered with epoll
  };

  bool Watch(int fd, uint32_t events, int operation) const;
  int WaitMilliseconds() const;
  void Accept();
  void Adopt(net::Socket socket, attempt::Endpoint client);
  /// Whether there is room for one more connection, if need be by closing another.
  bool TakePlace();
  void Serve(int fd);
  void Close(int fd);
  /// Closes what is past its deadline and takes up accepting again after a shortage.
  void Sweep();
  void SweepNoLaterThan(SteadyTime moment);

  PeerShared* const shared_;
  net::Socket epoll_;
  std::unordered_map<int, Entry> entries_;
  SteadyTime next_sweep_ = SteadyTime::max();
  bool paused_ = false;  ///< not accepting: descriptors ran out
};

}  // namespace shakedown::handshake
