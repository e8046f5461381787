#include "observe/relay_connection.h"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <string>
#include <utility>

namespace shakedown::observe {
namespace {

using attempt::Side;
using net::IoStatus;

/// Reads of one connection before another gets its turn.
constexpr int kTurns = 8;
/// Of the last words of a side that reset the connection.
constexpr size_t kLastWords = 64 * 1024;

/// Begins a connection; 0, or the system's error.
int BeginConnect(const net::Address& address, net::Socket* socket) {
  addrinfo hints{};
  hints.ai_family = address.v6 ? AF_INET6 : AF_INET;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  if (getaddrinfo(address.text.c_str(), std::to_string(address.port).c_str(), &hints, &found) !=
      0) {
    return EADDRNOTAVAIL;
  }
  *socket = net::Socket(::socket(found->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  int problem = socket->valid() ? 0 : errno;
  if (problem == 0) {
    const int on = 1;
    setsockopt(socket->fd(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (connect(socket->fd(), found->ai_addr, found->ai_addrlen) != 0) problem = errno;
  }
  freeaddrinfo(found);
  return problem == EINPROGRESS ? 0 : problem;
}

int PendingError(const net::Socket& socket) {
  int problem = 0;
  socklen_t length = sizeof problem;
  getsockopt(socket.fd(), SOL_SOCKET, SO_ERROR, &problem, &length);
  return problem;
}

}  // namespace

bool Relay::Connection::Dial(const RelayOptions& options, int* system_error) {
  while (next_address_ < options.forward.size()) {
    server_ = options.forward[next_address_++];
    dial_deadline_ = Deadline::After(options.connect_limit);
    *system_error = BeginConnect(server_, &Of(Side::kServer).socket);
    if (*system_error == 0) return true;
  }
  return false;
}

Relay::Connection::Dialled Relay::Connection::FinishDial(int* system_error) {
  *system_error = PendingError(Of(Side::kServer).socket);
  if (*system_error != 0) return Dialled::kFailed;
  sockaddr_storage peer{};
  socklen_t length = sizeof peer;
  // Not connected and no error: the wake-up was for something else.
  if (getpeername(Of(Side::kServer).socket.fd(), reinterpret_cast<sockaddr*>(&peer), &length) !=
      0) {
    return Dialled::kPending;
  }
  connected_ = true;
  return Dialled::kStands;
}

void Relay::Connection::PassEnd(Side from) {
  End& end = Of(from);
  if (!end.ended || end.passed_on || !end.held.empty()) return;
  end.passed_on = true;
  shutdown(Of(Other(from)).socket.fd(), SHUT_WR);
  closed_ = closed_ || Of(Other(from)).passed_on;
}

void Relay::Connection::Reset(Side by, RelayListener* listener) {
  if (std::exchange(closed_, true)) return;
  listener->OnEnd(number_, by, FlowEnd::kReset);
  Abort();
}

/// A server that refuses a client often closes with the client's request unread, which resets the
/// connection: its alert is there to be read, although it takes no more.
void Relay::Connection::ResetAfterLastWords(Side by, RelayListener* listener) {
  const End& end = Of(by);
  Bytes buffer(kLastWords);
  while (!closed_ && !end.ended && end.held.empty()) {
    const net::IoResult read = end.socket.Read(buffer);
    if (read.status != IoStatus::kDone) break;
    const ByteSpan octets = ByteSpan(buffer).first(read.octets);
    const net::IoResult written = Of(Other(by)).socket.Write(octets);
    listener->OnOctets(number_, by, octets);
    // Nothing may follow a gap.
    if (written.status != IoStatus::kDone || written.octets < octets.size()) break;
  }
  Reset(by, listener);
}

void Relay::Connection::Abort() {
  const linger abrupt{1, 0};
  for (const End& end : sides_) {
    if (end.socket.valid()) {
      setsockopt(end.socket.fd(), SOL_SOCKET, SO_LINGER, &abrupt, sizeof abrupt);
    }
  }
}

void Relay::Connection::Flush(Side from, RelayListener* listener) {
  End& end = Of(from);
  const net::Socket& to = Of(Other(from)).socket;
  while (end.taken < end.held.size()) {
    const net::IoResult written = to.Write(ByteSpan(end.held).subspan(end.taken));
    if (written.status == IoStatus::kWouldBlock) return;
    if (written.status != IoStatus::kDone) {
      ResetAfterLastWords(Other(from), listener);
      return;
    }
    end.taken += written.octets;
  }
  // Idle connections hold no memory.
  Bytes().swap(end.held);
  end.taken = 0;
  PassEnd(from);
}

void Relay::Connection::Pump(Side from, Bytes& buffer, RelayListener* listener) {
  End& end = Of(from);
  const net::Socket& to = Of(Other(from)).socket;
  for (int turn = 0; turn < kTurns && !closed_ && !end.ended && end.held.empty(); ++turn) {
    const net::IoResult read = end.socket.Read(buffer);
    if (read.status == IoStatus::kWouldBlock) return;
    if (read.status == IoStatus::kClosed) {
      end.ended = true;
      listener->OnEnd(number_, from, FlowEnd::kFin);
      PassEnd(from);
      return;
    }
    if (read.status != IoStatus::kDone) {
      Reset(from, listener);
      return;
    }
    const ByteSpan octets = ByteSpan(buffer).first(read.octets);
    // On their way first, looked at afterwards.
    const net::IoResult written = to.Write(octets);
    const size_t taken = written.status == IoStatus::kDone ? written.octets : 0;
    if (taken < octets.size())
      end.held.assign(octets.begin() + static_cast<ptrdiff_t>(taken), octets.end());
    listener->OnOctets(number_, from, octets);
    if (written.status != IoStatus::kDone && written.status != IoStatus::kWouldBlock) {
      ResetAfterLastWords(Other(from), listener);
    }
    if (read.octets < buffer.size()) return;
  }
}

void Relay::Connection::OnBroken(Side side, RelayListener* listener) {
  const int problem = PendingError(Of(side).socket);
  if (problem != 0) Reset(side, listener);
}

uint32_t Relay::Connection::Wanted(Side side) const {
  if (!connected_) return side == Side::kServer ? uint32_t{EPOLLOUT} : 0;
  const End& own = Of(side);
  const End& other = Of(Other(side));
  uint32_t events = 0;
  if (!own.ended && own.held.empty()) events |= EPOLLIN;
  if (!other.held.empty()) events |= EPOLLOUT;
  return events;
}

}  // namespace shakedown::observe
