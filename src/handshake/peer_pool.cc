#include "handshake/peer_pool.h"

#include <poll.h>

#include <system_error>
#include <utility>

#include "handshake/peer_listener.h"

namespace shakedown::handshake {
namespace {

constexpr size_t kMaxWaiting = 1024;
constexpr Milliseconds kPause{100};
constexpr Milliseconds kAcceptTurn{60'000};

}  // namespace

PeerPool::PeerPool(int max_threads, Handler handler)
    : max_threads_(static_cast<size_t>(max_threads)), handler_(std::move(handler)) {}

Result<std::unique_ptr<Peer>> PeerPool::Start(uint16_t port, int max_threads, Handler handler) {
  std::unique_ptr<PeerPool> pool(new PeerPool(max_threads, std::move(handler)));
  auto listener = ListenOnLoopback(port);
  if (!listener) return std::move(listener).error();
  pool->listener_ = std::move(*listener);
  if (auto opened = pool->stop_.Open(); !opened) return opened.error();
  const SignalsBlocked inherited;
  try {
    pool->acceptor_ = std::thread([raw = pool.get()] { raw->AcceptUntilStopped(); });
  } catch (const std::system_error&) {
    return Error(ErrorCode::kInternal, "the system gives no more threads to the built-in proxy");
  }
  return std::unique_ptr<Peer>(std::move(pool));
}

PeerPool::~PeerPool() {
  if (!acceptor_.joinable()) return;
  stop_.Raise();
  acceptor_.join();
  {
    // Under the lock, so that no worker misses it between looking and waiting.
    const std::lock_guard lock(mutex_);
    changed_.notify_all();
  }
  for (std::thread& worker : workers_) worker.join();
}

attempt::Endpoint PeerPool::endpoint() const { return {"127.0.0.1", BoundPort(listener_)}; }

void PeerPool::AcceptUntilStopped() {
  for (;;) {
    const Wake wake = WaitFor(listener_.fd(), POLLIN, Deadline::After(kAcceptTurn), stop_);
    if (wake == Wake::kStopped) return;
    Accepted accepted = AcceptOne(listener_);
    if (accepted.socket.valid()) Enqueue(std::move(accepted.socket));
    // Out of descriptors: the listener stays readable, so wait on the stop signal alone.
    if (accepted.exhausted) WaitFor(stop_.fd(), POLLIN, Deadline::After(kPause), stop_);
  }
}

void PeerPool::Enqueue(net::Socket socket) {
  bool more = false;
  {
    const std::lock_guard lock(mutex_);
    if (waiting_.size() >= kMaxWaiting) return;
    waiting_.push_back(std::move(socket));
    more = waiting_.size() > idle_ && workers_.size() < max_threads_;
  }
  changed_.notify_one();
  if (!more) return;
  try {
    workers_.emplace_back([this] { Work(); });
  } catch (const std::system_error&) {
    // The workers there are will get to it; without any, the client's deadline decides.
  }
}

void PeerPool::Work() {
  std::unique_lock lock(mutex_);
  while (!stop_.raised()) {
    if (waiting_.empty()) {
      ++idle_;
      changed_.wait(lock, [this] { return !waiting_.empty() || stop_.raised(); });
      --idle_;
      continue;
    }
    net::Socket socket = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    handler_(std::move(socket), stop_);
    lock.lock();
  }
}

}  // namespace shakedown::handshake
