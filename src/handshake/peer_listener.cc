#include "handshake/peer_listener.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string>
#include <system_error>

#include "core/text.h"

namespace shakedown::handshake {
namespace {

constexpr int kBacklog = 1024;
constexpr const char* kLoopback = "127.0.0.1";

Error CannotListen(const attempt::Endpoint& endpoint, int system_error) {
  return Error(ErrorCode::kConnect, "cannot listen on " + attempt::ToText(endpoint) + ": " +
                                        std::generic_category().message(system_error))
      .WithHint(system_error == EADDRNOTAVAIL
                    ? "name an address of this machine, or 0.0.0.0 for all of them"
                    : "choose another port, or 0 for any free one");
}

/// An IPv4 or IPv6 socket address.
struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t length = 0;
  sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
};

bool Parse(const attempt::Endpoint& endpoint, SocketAddress* address) {
  sockaddr_in v4{};
  if (inet_pton(AF_INET, endpoint.host.c_str(), &v4.sin_addr) == 1) {
    v4.sin_family = AF_INET;
    v4.sin_port = htons(endpoint.port);
    std::memcpy(&address->storage, &v4, sizeof v4);
    address->length = sizeof v4;
    return true;
  }
  sockaddr_in6 v6{};
  if (inet_pton(AF_INET6, endpoint.host.c_str(), &v6.sin6_addr) != 1) return false;
  v6.sin6_family = AF_INET6;
  v6.sin6_port = htons(endpoint.port);
  std::memcpy(&address->storage, &v6, sizeof v6);
  address->length = sizeof v6;
  return true;
}

/// The numeric form; an IPv4 client of an IPv6 socket is told as IPv4.
attempt::Endpoint ToEndpoint(const SocketAddress& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (address.storage.ss_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, &address.storage, sizeof v4);
    inet_ntop(AF_INET, &v4.sin_addr, text.data(), text.size());
    return {text.data(), ntohs(v4.sin_port)};
  }
  sockaddr_in6 v6{};
  std::memcpy(&v6, &address.storage, sizeof v6);
  if (IN6_IS_ADDR_V4MAPPED(&v6.sin6_addr)) {
    constexpr size_t kMappedPrefix = 12;
    inet_ntop(AF_INET, &v6.sin6_addr.s6_addr[kMappedPrefix], text.data(), text.size());
  } else {
    inet_ntop(AF_INET6, &v6.sin6_addr, text.data(), text.size());
  }
  return {text.data(), ntohs(v6.sin6_port)};
}

}  // namespace

Result<net::Socket> ListenOnLoopback(uint16_t port) { return ListenOn({kLoopback, port}); }

Result<net::Socket> ListenOn(const attempt::Endpoint& endpoint) {
  SocketAddress address;
  if (!Parse(endpoint, &address)) {
    return Error(ErrorCode::kUsage,
                 "cannot listen on '" + Printable(endpoint.host) + "': it is not an address")
        .WithHint("write a numeric address of this machine, such as 127.0.0.1, 0.0.0.0 or ::");
  }
  net::Socket listener(
      socket(address.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!listener.valid()) return CannotListen(endpoint, errno);
  const int on = 1;
  setsockopt(listener.fd(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(listener.fd(), address.get(), address.length) != 0 ||
      listen(listener.fd(), kBacklog) != 0) {
    return CannotListen(endpoint, errno);
  }
  return listener;
}

uint16_t BoundPort(const net::Socket& listener) {
  SocketAddress address;
  address.length = sizeof address.storage;
  if (getsockname(listener.fd(), address.get(), &address.length) != 0) return 0;
  return ToEndpoint(address).port;
}

Accepted AcceptOne(const net::Socket& listener) {
  Accepted result;
  SocketAddress client;
  client.length = sizeof client.storage;
  result.socket = net::Socket(
      accept4(listener.fd(), client.get(), &client.length, SOCK_NONBLOCK | SOCK_CLOEXEC));
  if (result.socket.valid()) {
    const int on = 1;
    setsockopt(result.socket.fd(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    result.client = ToEndpoint(client);
    return result;
  }
  result.exhausted = errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM;
  return result;
}

}  // namespace shakedown::handshake
