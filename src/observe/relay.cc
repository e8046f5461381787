#include "observe/relay.h"

#include <sys/epoll.h>

#include <array>
#include <cerrno>
#include <utility>

#include "handshake/peer_listener.h"
#include "observe/relay_connection.h"

namespace shakedown::observe {
namespace {

using attempt::Side;

/// Large enough for full speed, small enough for the cache.
constexpr size_t kBufferOctets = 256 * 1024;
constexpr int kTickMilliseconds = 100;
constexpr int kMaxEvents = 256;
/// Accepted at once before others get their turn.
constexpr int kMaxAccepts = 64;
constexpr std::array kSides = {Side::kClient, Side::kServer};

}  // namespace

Relay::Relay(net::Socket socket, RelayOptions options, RelayListener* listener)
    : socket_(std::move(socket)),
      options_(std::move(options)),
      listener_(listener),
      buffer_(kBufferOctets) {}

Relay::~Relay() = default;

Result<std::unique_ptr<Relay>> Relay::Create(net::Socket socket, RelayOptions options,
                                             RelayListener* listener) {
  std::unique_ptr<Relay> relay(new Relay(std::move(socket), std::move(options), listener));
  relay->epoll_ = net::Socket(epoll_create1(EPOLL_CLOEXEC));
  epoll_event event{EPOLLIN, {.fd = relay->socket_.fd()}};
  if (!relay->epoll_.valid() ||
      epoll_ctl(relay->epoll_.fd(), EPOLL_CTL_ADD, relay->socket_.fd(), &event) != 0) {
    return Error(ErrorCode::kInternal, "the system has no descriptor left for the relay");
  }
  return relay;
}

void Relay::Run() {
  std::array<epoll_event, kMaxEvents> events{};
  while (listener_->OnTick()) {
    const int ready = epoll_wait(epoll_.fd(), events.data(), kMaxEvents, kTickMilliseconds);
    for (int i = 0; i < ready; ++i) {
      const epoll_event& event = events[static_cast<size_t>(i)];
      if (event.data.fd == socket_.fd()) {
        Accept();
      } else {
        Serve(event.data.fd, event.events);
      }
    }
    SweepDials();
  }
  while (!connections_.empty()) {
    Connection& connection = *connections_.begin()->second;
    connection.Abort();
    Close(connection);
  }
}

void Relay::Watch(int fd, uint32_t before, uint32_t events) {
  epoll_event event{events, {.fd = fd}};
  const int operation = before == UINT32_MAX ? EPOLL_CTL_ADD : EPOLL_CTL_MOD;
  epoll_ctl(epoll_.fd(), operation, fd, &event);
}

void Relay::Accept() {
  for (int count = 0; count < kMaxAccepts; ++count) {
    handshake::Accepted accepted = handshake::AcceptOne(socket_);
    if (accepted.exhausted) {
      // Taken up again when a connection closes.
      paused_ = true;
      epoll_ctl(epoll_.fd(), EPOLL_CTL_DEL, socket_.fd(), nullptr);
      return;
    }
    if (!accepted.socket.valid()) return;
    const uint64_t number = ++accepted_;
    auto made = std::make_unique<Connection>(number, std::move(accepted.socket));
    Connection& connection = *made;
    connections_.emplace(number, std::move(made));
    listener_->OnAccepted(number, accepted.client);
    by_fd_[connection.socket(Side::kClient).fd()] = &connection;
    connection.registered(Side::kClient) = 0;
    Watch(connection.socket(Side::kClient).fd(), UINT32_MAX, 0);
    DialNext(connection, 0);
  }
}

/// Tries the next address; without one the client is reset, as a refused connection would be.
void Relay::DialNext(Connection& connection, int problem) {
  const int old = connection.socket(Side::kServer).fd();
  if (old >= 0) by_fd_.erase(old);
  int system_error = 0;
  if (connection.Dial(options_, &system_error)) {
    const int fd = connection.socket(Side::kServer).fd();
    by_fd_[fd] = &connection;
    connection.registered(Side::kServer) = EPOLLOUT;
    Watch(fd, UINT32_MAX, EPOLLOUT);
    return;
  }
  listener_->OnNotConnected(connection.number(), connection.server(),
                            system_error != 0 ? system_error : problem);
  connection.Abort();
  Close(connection);
}

void Relay::Serve(int fd, uint32_t events) {
  const auto found = by_fd_.find(fd);
  if (found == by_fd_.end()) return;  // closed by an earlier event of this round
  Connection& connection = *found->second;
  const Side side = fd == connection.socket(Side::kClient).fd() ? Side::kClient : Side::kServer;
  if (!connection.connected()) {
    if (side == Side::kServer) {
      int problem = 0;
      const auto dialled = connection.FinishDial(&problem);
      if (dialled == Connection::Dialled::kFailed) {
        DialNext(connection, problem);
        return;
      }
      if (dialled == Connection::Dialled::kPending) return;
      listener_->OnConnected(connection.number(), connection.server());
    } else if ((events & (EPOLLERR | EPOLLHUP)) != 0) {
      // The client gave up before the server answered.
      listener_->OnNotConnected(connection.number(), connection.server(), ECANCELED);
      Close(connection);
      return;
    }
  }
  const Side other = side == Side::kClient ? Side::kServer : Side::kClient;
  if ((events & EPOLLOUT) != 0) connection.Flush(other, listener_);
  const bool reads = (connection.Wanted(side) & EPOLLIN) != 0;
  if ((events & (EPOLLIN | EPOLLERR | EPOLLHUP)) != 0) {
    if (reads) {
      connection.Pump(side, buffer_, listener_);
    } else {
      connection.OnBroken(side, listener_);
    }
  }
  Update(connection);
}

void Relay::Update(Connection& connection) {
  if (connection.closed()) {
    Close(connection);
    return;
  }
  for (const Side side : kSides) {
    const uint32_t wanted = connection.Wanted(side);
    uint32_t& registered = connection.registered(side);
    if (wanted == registered) continue;
    Watch(connection.socket(side).fd(), registered, wanted);
    registered = wanted;
  }
}

void Relay::Close(Connection& connection) {
  for (const Side side : kSides) by_fd_.erase(connection.socket(side).fd());
  const uint64_t number = connection.number();
  if (connection.connected()) listener_->OnClosed(number);
  connections_.erase(number);
  if (std::exchange(paused_, false)) {
    epoll_event event{EPOLLIN, {.fd = socket_.fd()}};
    epoll_ctl(epoll_.fd(), EPOLL_CTL_ADD, socket_.fd(), &event);
  }
}

/// Servers that do not answer at all.
void Relay::SweepDials() {
  const SteadyTime now = std::chrono::steady_clock::now();
  if (now < next_sweep_) return;
  next_sweep_ = now + Milliseconds(kTickMilliseconds);
  std::vector<Connection*> late;
  for (const auto& [number, connection] : connections_) {
    if (!connection->connected() && connection->dial_deadline().over()) {
      late.push_back(connection.get());
    }
  }
  for (Connection* connection : late) DialNext(*connection, ETIMEDOUT);
}

}  // namespace shakedown::observe
