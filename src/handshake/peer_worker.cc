#include "handshake/peer_worker.h"

#include <sys/epoll.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>
#include <vector>

#include "handshake/peer_listener.h"

namespace shakedown::handshake {
namespace {

constexpr size_t kEventsPerWait = 64;
constexpr int kAcceptsPerEvent = 8;  // the other workers want some too
/// Deadlines are looked at no more often than this.
constexpr Milliseconds kSweepGrain{20};
constexpr Milliseconds kPause{100};

uint32_t EventsFor(PeerConnection::Wants wants) {
  return wants == PeerConnection::Wants::kWrite ? EPOLLOUT : EPOLLIN;
}

}  // namespace

Result<std::unique_ptr<PeerWorker>> PeerWorker::Create(PeerShared* shared) {
  std::unique_ptr<PeerWorker> worker(new PeerWorker(shared));
  worker->epoll_ = net::Socket(epoll_create1(EPOLL_CLOEXEC));
  if (!worker->epoll_.valid() || !worker->Watch(shared->stop.fd(), EPOLLIN, EPOLL_CTL_ADD) ||
      !worker->Watch(shared->listener.fd(), EPOLLIN | EPOLLEXCLUSIVE, EPOLL_CTL_ADD)) {
    return Error(ErrorCode::kInternal, "a server thread could not set up its event loop")
        .WithHint("raise the limit of open files (ulimit -n)");
  }
  return worker;
}

PeerWorker::~PeerWorker() {
  shared_->connections.fetch_sub(static_cast<int>(entries_.size()), std::memory_order_relaxed);
}

bool PeerWorker::Watch(int fd, uint32_t events, int operation) const {
  epoll_event event{};
  event.events = events;
  event.data.fd = fd;
  return epoll_ctl(epoll_.fd(), operation, fd, &event) == 0;
}

void PeerWorker::Run() {
  std::array<epoll_event, kEventsPerWait> events{};
  while (!shared_->stop.raised()) {
    const int ready =
        epoll_wait(epoll_.fd(), events.data(), static_cast<int>(events.size()), WaitMilliseconds());
    if (ready < 0 && errno != EINTR) return;
    for (int i = 0; i < ready && !shared_->stop.raised(); ++i) {
      const int fd = events[static_cast<size_t>(i)].data.fd;
      if (fd == shared_->listener.fd()) {
        Accept();
      } else if (fd != shared_->stop.fd()) {
        Serve(fd);
      }
    }
    if (std::chrono::steady_clock::now() >= next_sweep_) Sweep();
  }
}

int PeerWorker::WaitMilliseconds() const {
  if (next_sweep_ == SteadyTime::max()) return -1;
  const auto left = std::chrono::ceil<Milliseconds>(next_sweep_ - std::chrono::steady_clock::now());
  return static_cast<int>(std::clamp<int64_t>(left.count(), 0, 60'000));
}

void PeerWorker::Accept() {
  for (int i = 0; i < kAcceptsPerEvent && !paused_; ++i) {
    Accepted accepted = AcceptOne(shared_->listener);
    if (accepted.exhausted) {
      // The listening socket stays readable; watching it now would spin.
      Watch(shared_->listener.fd(), 0, EPOLL_CTL_DEL);
      paused_ = true;
      SweepNoLaterThan(std::chrono::steady_clock::now() + kPause);
    }
    if (!accepted.socket.valid()) return;
    Adopt(std::move(accepted.socket), std::move(accepted.client));
  }
}

bool PeerWorker::TakePlace() {
  if (shared_->connections.fetch_add(1, std::memory_order_relaxed) < shared_->max_connections) {
    return true;
  }
  // Deadlines move with progress: the earliest belongs to who has waited longest.
  const auto longest =
      std::min_element(entries_.begin(), entries_.end(), [](const auto& a, const auto& b) {
        return a.second.connection->deadline() < b.second.connection->deadline();
      });
  if (!shared_->make_room || longest == entries_.end()) {
    shared_->connections.fetch_sub(1, std::memory_order_relaxed);
    return false;
  }
  longest->second.connection->OnDeadline();
  Close(longest->first);
  return true;
}

void PeerWorker::Adopt(net::Socket socket, attempt::Endpoint client) {
  if (!TakePlace()) return;
  const int fd = socket.fd();
  const uint64_t number = shared_->accepted.fetch_add(1, std::memory_order_relaxed) + 1;
  Entry entry{
      std::make_unique<PeerConnection>(
          std::move(socket), *shared_->present.load(std::memory_order_acquire), shared_->idle_limit,
          shared_->life_limit, PeerClient{number, std::move(client), shared_->observer}),
      EPOLLIN};
  if (!Watch(fd, entry.events, EPOLL_CTL_ADD)) {
    shared_->connections.fetch_sub(1, std::memory_order_relaxed);
    return;
  }
  SweepNoLaterThan(entry.connection->deadline());
  entries_.insert_or_assign(fd, std::move(entry));
}

void PeerWorker::Serve(int fd) {
  const auto found = entries_.find(fd);
  if (found == entries_.end()) return;
  Entry& entry = found->second;
  const PeerConnection::Wants wants = entry.connection->Advance();
  if (wants == PeerConnection::Wants::kNothing) {
    Close(fd);
    return;
  }
  SweepNoLaterThan(entry.connection->deadline());
  const uint32_t events = EventsFor(wants);
  if (events == entry.events) return;
  entry.events = events;
  if (!Watch(fd, events, EPOLL_CTL_MOD)) Close(fd);
}

void PeerWorker::Close(int fd) {
  // Closing the descriptor takes it out of epoll.
  entries_.erase(fd);
  shared_->connections.fetch_sub(1, std::memory_order_relaxed);
}

void PeerWorker::SweepNoLaterThan(SteadyTime moment) {
  next_sweep_ = std::min(next_sweep_, moment);
}

void PeerWorker::Sweep() {
  const SteadyTime now = std::chrono::steady_clock::now();
  next_sweep_ = SteadyTime::max();
  std::vector<int> over;
  for (const auto& [fd, entry] : entries_) {
    const SteadyTime deadline = entry.connection->deadline();
    if (deadline <= now) {
      over.push_back(fd);
    } else {
      SweepNoLaterThan(std::max(deadline, now + kSweepGrain));
    }
  }
  for (const int fd : over) {
    entries_.at(fd).connection->OnDeadline();
    Close(fd);
  }
  if (!paused_) return;
  paused_ = !Watch(shared_->listener.fd(), EPOLLIN | EPOLLEXCLUSIVE, EPOLL_CTL_ADD);
  if (paused_) SweepNoLaterThan(now + kPause);
}

}  // namespace shakedown::handshake
