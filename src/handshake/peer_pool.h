// A small server of blocking conversations: one thread accepts, further ones are started as needed
// up to a bound. For the proxies, where one conversation holds two sockets.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "handshake/peer.h"
#include "handshake/peer_stop.h"
#include "net/socket.h"

namespace shakedown::handshake {

class PeerPool final : public Peer {
 public:
  /// Holds one conversation. Called from many threads; every wait in it must also end when the
  /// signal is raised, so that stopping is quick.
  using Handler = std::function<void(net::Socket, const StopSignal&)>;

  /// Listens on 127.0.0.1:`port`; at most `max_threads` conversations at a time, further clients
  /// wait. kConnect if the port is taken, kInternal if the system gives no thread or descriptor.
  static Result<std::unique_ptr<Peer>> Start(uint16_t port, int max_threads, Handler handler);
  ~PeerPool() override;
  attempt::Endpoint endpoint() const override;

 private:
  PeerPool(int max_threads, Handler handler);
  void AcceptUntilStopped();
  void Enqueue(net::Socket socket);
  void Work();

  const size_t max_threads_;
  const Handler handler_;
  net::Socket listener_;
  StopSignal stop_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<net::Socket> waiting_;   // guarded by mutex_
  size_t idle_ = 0;                   // guarded by mutex_
  std::vector<std::thread> workers_;  // touched by the acceptor only, until it is joined
  std::thread acceptor_;
};

}  // namespace shakedown::handshake
