// A TCP server on a free loopback port, IPv4 or IPv6, that plays a script to every connection on a
// thread of its own.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace shakedown::testing_support {

/// Sends all of `text`, however long it takes; false if the peer is gone.
inline bool SendAll(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t sent = send(fd, text.data(), text.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    text.remove_prefix(static_cast<size_t>(sent));
  }
  return true;
}

/// What arrives until `end` has been seen, the peer closes or nothing comes for five seconds.
inline std::string ReadUntil(int fd, std::string_view end) {
  std::string text;
  char buffer[4096];
  while (text.find(end) == std::string::npos) {
    const ssize_t got = recv(fd, buffer, sizeof buffer, 0);
    if (got <= 0) break;
    text.append(buffer, static_cast<size_t>(got));
  }
  return text;
}

/// Reads and forgets until the peer closes or nothing comes for five seconds.
inline void ReadToEnd(int fd) {
  char buffer[4096];
  while (recv(fd, buffer, sizeof buffer, 0) > 0) {
  }
}

/// Makes close(2) send a reset.
inline void ResetOnClose(int fd) {
  const linger now{1, 0};
  setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

class LoopbackServer final {
 public:
  /// `script` gets the accepted socket, whose reads give up after five seconds, and returns when it
  /// is done; the socket is then closed.
  explicit LoopbackServer(std::function<void(int fd)> script, bool v6 = false)
      : script_(std::move(script)) {
    listener_ = socket(v6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_storage storage{};
    auto* v4_address = reinterpret_cast<sockaddr_in*>(&storage);
    auto* v6_address = reinterpret_cast<sockaddr_in6*>(&storage);
    storage.ss_family = v6 ? AF_INET6 : AF_INET;
    if (v6) {
      v6_address->sin6_addr = in6addr_loopback;
    } else {
      v4_address->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    }
    socklen_t length = v6 ? sizeof(sockaddr_in6) : sizeof(sockaddr_in);
    auto* address = reinterpret_cast<sockaddr*>(&storage);
    if (bind(listener_, address, length) != 0 || listen(listener_, 256) != 0) std::abort();
    getsockname(listener_, address, &length);
    port_ = ntohs(v6 ? v6_address->sin6_port : v4_address->sin_port);
    acceptor_ = std::thread([this] { Serve(); });
  }
  LoopbackServer(const LoopbackServer&) = delete;
  LoopbackServer& operator=(const LoopbackServer&) = delete;
  ~LoopbackServer() {
    stop_ = true;
    shutdown(listener_, SHUT_RDWR);
    acceptor_.join();
    for (std::thread& connection : connections_) connection.join();
    close(listener_);
  }

  uint16_t port() const { return port_; }
  /// Connections accepted so far.
  int accepted() const { return accepted_; }

 private:
  void Serve() {
    while (!stop_) {
      const int fd = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (fd < 0) continue;
      ++accepted_;
      const timeval patience{5, 0};
      setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
      connections_.emplace_back([this, fd] {
        script_(fd);
        close(fd);
      });
    }
  }

  std::function<void(int fd)> script_;
  int listener_ = -1;
  uint16_t port_ = 0;
  std::atomic<bool> stop_{false};
  std::atomic<int> accepted_{0};
  std::vector<std::thread> connections_;
  std::thread acceptor_;
};

/// A loopback port that nobody listens on: it is bound, so that nobody else gets it, but closed.
class ClosedPort final {
 public:
  ClosedPort() {
    fd_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (bind(fd_, generic, length) != 0) std::abort();
    getsockname(fd_, generic, &length);
    port_ = ntohs(address.sin_port);
  }
  ClosedPort(const ClosedPort&) = delete;
  ClosedPort& operator=(const ClosedPort&) = delete;
  ~ClosedPort() { close(fd_); }

  uint16_t port() const { return port_; }

 private:
  int fd_ = -1;
  uint16_t port_ = 0;
};

/// A listening loopback port whose queue is full, so that further connections are not answered.
class FullBacklog final {
 public:
  FullBacklog() {
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (bind(listener_, generic, length) != 0 || listen(listener_, 0) != 0) std::abort();
    getsockname(listener_, generic, &length);
    port_ = ntohs(address.sin_port);
    // The queue holds one or two connections; one that stays in progress shows that it is full.
    for (int i = 0; i < 8; ++i) {
      const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
      fillers_.push_back(fd);
      connect(fd, generic, length);
      pollfd writable{fd, POLLOUT, 0};
      if (poll(&writable, 1, 200) == 0) break;
    }
  }
  FullBacklog(const FullBacklog&) = delete;
  FullBacklog& operator=(const FullBacklog&) = delete;
  ~FullBacklog() {
    for (const int fd : fillers_) close(fd);
    close(listener_);
  }

  uint16_t port() const { return port_; }

 private:
  int listener_ = -1;
  uint16_t port_ = 0;
  std::vector<int> fillers_;
};

}  // namespace shakedown::testing_support
