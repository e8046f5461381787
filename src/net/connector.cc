#include "net/connector.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <optional>

namespace shakedown::net {
namespace {

struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t length = 0;

  sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
};

/// The binary form; scoped IPv6 literals ("fe80::1%eth0") need getaddrinfo(3), which does not
/// leave the process for numeric hosts.
std::optional<SocketAddress> ToSocketAddress(const Address& address) {
  SocketAddress binary;
  if (!address.v6) {
    auto* v4 = reinterpret_cast<sockaddr_in*>(&binary.storage);
    v4->sin_family = AF_INET;
    v4->sin_port = htons(address.port);
    binary.length = sizeof(sockaddr_in);
    if (inet_pton(AF_INET, address.text.c_str(), &v4->sin_addr) == 1) return binary;
    return std::nullopt;
  }
  addrinfo hints{};
  hints.ai_family = AF_INET6;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICHOST;
  addrinfo* found = nullptr;
  if (getaddrinfo(address.text.c_str(), nullptr, &hints, &found) != 0) return std::nullopt;
  std::memcpy(&binary.storage, found->ai_addr, found->ai_addrlen);
  binary.length = found->ai_addrlen;
  freeaddrinfo(found);
  reinterpret_cast<sockaddr_in6*>(&binary.storage)->sin6_port = htons(address.port);
  return binary;
}

Address OwnAddress(int fd) {
  SocketAddress own;
  own.length = sizeof own.storage;
  char text[NI_MAXHOST] = {};
  if (getsockname(fd, own.get(), &own.length) != 0) return {};
  if (getnameinfo(own.get(), own.length, text, sizeof text, nullptr, 0, NI_NUMERICHOST) != 0) {
    return {};
  }
  const auto* v4 = reinterpret_cast<const sockaddr_in*>(&own.storage);
  const auto* v6 = reinterpret_cast<const sockaddr_in6*>(&own.storage);
  const bool is_v6 = own.storage.ss_family == AF_INET6;
  return {text, ntohs(is_v6 ? v6->sin6_port : v4->sin_port), is_v6};
}

int PendingError(int fd) {
  int problem = 0;
  socklen_t length = sizeof problem;
  return getsockopt(fd, SOL_SOCKET, SO_ERROR, &problem, &length) == 0 ? problem : errno;
}

/// Connects to one address; the errno of the failure, or 0 with `socket` and `own` set.
int TryAddress(const Address& address, Deadline deadline, Socket* socket, Address* own) {
  std::optional<SocketAddress> binary = ToSocketAddress(address);
  if (!binary) return EINVAL;
  const int family = address.v6 ? AF_INET6 : AF_INET;
  Socket candidate(::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP));
  if (!candidate.valid()) return errno;
  const int on = 1;
  setsockopt(candidate.fd(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (connect(candidate.fd(), binary->get(), binary->length) != 0) {
    const int problem = errno;
    if (problem != EINPROGRESS && problem != EINTR) return problem;
    if (!candidate.WaitWritable(deadline)) return ETIMEDOUT;
    if (const int late = PendingError(candidate.fd()); late != 0) return late;
  }
  // On loopback the kernel may pick the very port that is being connected to as our own, and TCP's
  // simultaneous open then connects the socket to itself although nobody listens.
  Address near = OwnAddress(candidate.fd());
  if (near.port == address.port) return ECONNREFUSED;
  *own = std::move(near);
  *socket = std::move(candidate);
  return 0;
}

/// Errors that say "this machine has no such network", not anything about the server.
bool IsLocalLimitation(int system_error) {
  return system_error == EAFNOSUPPORT || system_error == EADDRNOTAVAIL ||
         system_error == ENETUNREACH || system_error == EINVAL;
}

Deadline ShareOf(Deadline deadline, size_t addresses_left) {
  const auto left =
      std::chrono::ceil<Milliseconds>(deadline.at() - std::chrono::steady_clock::now());
  return deadline.Within(left / static_cast<int>(addresses_left));
}

}  // namespace

ConnectOutcome Connect(const std::vector<Address>& addresses, Deadline deadline) {
  ConnectOutcome outcome;
  outcome.system_error = EDESTADDRREQ;
  bool failed_before = false;
  for (size_t i = 0; i < addresses.size(); ++i) {
    if (failed_before && deadline.over()) break;
    const Deadline share = ShareOf(deadline, addresses.size() - i);
    const int problem = TryAddress(addresses[i], share, &outcome.socket, &outcome.local);
    if (problem == 0 || !failed_before || !IsLocalLimitation(problem)) {
      outcome.address = addresses[i];
      outcome.system_error = problem;
    }
    if (problem == 0) return outcome;
    failed_before = true;
  }
  return outcome;
}

}  // namespace shakedown::net
