// A forwarder to another loopback port that remembers what passed. Two of them, before and behind a
// relay, tell whether it changed an octet.
#pragma once

#include <algorithm>
#include <atomic>
#include <mutex>
#include <string>
#include <vector>

#include "core/clock.h"
#include "tests/support/loopback_server.h"
#include "tests/support/ports.h"

namespace shakedown::testing_support {

/// One connection.
struct Passed {
  std::string up;      ///< from the client
  std::string down;    ///< from the server
  bool whole = false;  ///< both sides ended in order: everything arrived that was sent
};

/// Whether what passed behind a relay is what passed in front of it. Of a connection that was reset
/// the last octets may have been lost on the way, as without a relay.
inline bool IsUnchanged(const Passed& front, const Passed& back) {
  if (front.whole && back.whole) return front.up == back.up && front.down == back.down;
  return front.up.starts_with(back.up) && back.down.starts_with(front.down);
}

class Tap final {
 public:
  explicit Tap(uint16_t forward) : forward_(forward), server_([this](int fd) { Forward(fd); }) {}

  uint16_t port() const { return server_.port(); }
  /// Waits until every connection has ended.
  bool Idle(Deadline deadline) const {
    while (ended_ < server_.accepted() && !deadline.over()) poll(nullptr, 0, 5);
    return ended_ == server_.accepted();
  }
  /// What passed on every connection that has ended.
  std::vector<Passed> All() const {
    const std::lock_guard lock(mutex_);
    return all_;
  }

 private:
  /// One direction.
  class Way {
   public:
    Way(int from, int to) : from_(from), to_(to) {}
    bool open() const { return open_; }
    /// Passes on what is there; false if the connection was reset.
    bool Pass() {
      char buffer[65536];
      const ssize_t got = recv(from_, buffer, sizeof buffer, 0);
      if (got < 0) return false;
      if (got == 0) {
        open_ = false;
        shutdown(to_, SHUT_WR);
        return true;
      }
      octets_.append(buffer, static_cast<size_t>(got));
      return SendAll(to_, {buffer, static_cast<size_t>(got)});
    }
    /// What is still there to be read of a connection that was reset.
    void PassLastWords() {
      char buffer[65536];
      const ssize_t got = open_ ? recv(from_, buffer, sizeof buffer, MSG_DONTWAIT) : 0;
      if (got <= 0) return;
      octets_.append(buffer, static_cast<size_t>(got));
      SendAll(to_, {buffer, static_cast<size_t>(got)});
    }
    const std::string& octets() const { return octets_; }

   private:
    int from_;
    int to_;
    bool open_ = true;
    std::string octets_;
  };

  void Forward(int client) {
    const int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_in address = Loopback(forward_);
    Way up(client, server);
    Way down(server, client);
    bool whole = connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    while (whole && (up.open() || down.open())) {
      pollfd ends[2] = {{up.open() ? client : -1, POLLIN, 0},
                        {down.open() ? server : -1, POLLIN, 0}};
      if (poll(ends, 2, 30000) <= 0) break;
      if (ends[0].revents != 0) whole = up.Pass();
      if (whole && ends[1].revents != 0) whole = down.Pass();
    }
    if (!whole) {
      down.PassLastWords();
      ResetOnClose(server);
      ResetOnClose(client);
    }
    close(server);
    const std::lock_guard lock(mutex_);
    all_.push_back({up.octets(), down.octets(), whole});
    ++ended_;
  }

  const uint16_t forward_;
  mutable std::mutex mutex_;
  std::vector<Passed> all_;
  std::atomic<int> ended_{0};
  LoopbackServer server_;
};

}  // namespace shakedown::testing_support
