#include "handshake/peer_listener.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>
#include <string>
#include <system_error>

namespace shakedown::handshake {
namespace {

constexpr int kBacklog = 1024;

Error CannotListen(uint16_t port, int system_error) {
  return Error(ErrorCode::kConnect, "cannot listen on 127.0.0.1:" + std::to_string(port) + ": " +
                                        std::generic_category().message(system_error))
      .WithHint("choose another port, or 0 for any free one");
}

}  // namespace

Result<net::Socket> ListenOnLoopback(uint16_t port) {
  net::Socket listener(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!listener.valid()) return CannotListen(port, errno);
  const int on = 1;
  setsockopt(listener.fd(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (bind(listener.fd(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      listen(listener.fd(), kBacklog) != 0) {
    return CannotListen(port, errno);
  }
  return listener;
}

uint16_t BoundPort(const net::Socket& listener) {
  sockaddr_in address{};
  socklen_t length = sizeof address;
  if (getsockname(listener.fd(), reinterpret_cast<sockaddr*>(&address), &length) != 0) return 0;
  return ntohs(address.sin_port);
}

Accepted AcceptOne(const net::Socket& listener) {
  Accepted result;
  result.socket =
      net::Socket(accept4(listener.fd(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
  if (result.socket.valid()) {
    const int on = 1;
    setsockopt(result.socket.fd(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return result;
  }
  result.exhausted = errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM;
  return result;
}

}  // namespace shakedown::handshake
