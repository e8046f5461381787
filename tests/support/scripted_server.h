// A TCP server on a free loopback port that plays a script to each connection: garbage, silence,
// plain HTTP.
#pragma once

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <functional>
#include <string>
#include <thread>

#include "tests/support/ports.h"

namespace shakedown::testing_support {

class ScriptedServer {
 public:
  /// `script` gets the accepted socket and may use it until it returns; the socket is then closed.
  /// One connection at a time.
  explicit ScriptedServer(std::function<void(int fd)> script) : script_(std::move(script)) {
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = Loopback(0);
    socklen_t length = sizeof address;
    if (bind(listener_, reinterpret_cast<sockaddr*>(&address), length) != 0) std::abort();
    if (listen(listener_, 16) != 0) std::abort();
    getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &length);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { Serve(); });
  }
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;
  ~ScriptedServer() {
    stop_ = true;
    thread_.join();
    close(listener_);
  }

  uint16_t port() const { return port_; }
  /// True once the server is being destroyed: scripts that wait must end.
  bool stopping() const { return stop_; }

  /// Reads once and forgets what came.
  static void ReadSome(int fd) {
    char buffer[16384];
    pollfd readable{fd, POLLIN, 0};
    if (poll(&readable, 1, 5000) > 0) static_cast<void>(!recv(fd, buffer, sizeof buffer, 0));
  }
  static void Send(int fd, const std::string& text) {
    static_cast<void>(!send(fd, text.data(), text.size(), MSG_NOSIGNAL));
  }
  /// Waits until the peer closes or the server stops.
  void HoldOpen(int fd) const {
    char buffer[4096];
    while (!stop_) {
      pollfd readable{fd, POLLIN, 0};
      if (poll(&readable, 1, 20) > 0 && recv(fd, buffer, sizeof buffer, 0) <= 0) return;
    }
  }

 private:
  void Serve() {
    while (!stop_) {
      pollfd readable{listener_, POLLIN, 0};
      if (poll(&readable, 1, 20) <= 0) continue;
      const int fd = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (fd < 0) continue;
      script_(fd);
      close(fd);
    }
  }

  std::function<void(int fd)> script_;
  int listener_ = -1;
  uint16_t port_ = 0;
  std::atomic<bool> stop_{false};
  std::thread thread_;
};

}  // namespace shakedown::testing_support
