// A plain HTTP server for programs that end TLS and need something behind them: 200 to everybody.
#pragma once

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <map>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "tests/support/ports.h"

namespace shakedown::testing_support {

class PlainBackend {
 public:
  PlainBackend() {
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    sockaddr_in address = Loopback(0);
    socklen_t length = sizeof address;
    if (bind(listener_, reinterpret_cast<sockaddr*>(&address), length) != 0) std::abort();
    if (listen(listener_, 128) != 0) std::abort();
    getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &length);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { Serve(); });
  }
  PlainBackend(const PlainBackend&) = delete;
  PlainBackend& operator=(const PlainBackend&) = delete;
  ~PlainBackend() {
    stop_ = true;
    thread_.join();
    for (const auto& [fd, request] : requests_) close(fd);
    close(listener_);
  }

  uint16_t port() const { return port_; }

 private:
  void Serve() {
    while (!stop_) {
      std::vector<pollfd> waiting{{listener_, POLLIN, 0}};
      for (const auto& [fd, request] : requests_) waiting.push_back({fd, POLLIN, 0});
      if (poll(waiting.data(), waiting.size(), 50) <= 0) continue;
      for (const pollfd& ready : waiting) {
        if (ready.revents == 0) continue;
        if (ready.fd == listener_) {
          Accept();
        } else {
          Continue(ready.fd);
        }
      }
    }
  }

  void Accept() {
    const int fd = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd >= 0) requests_[fd];
  }

  void Continue(int fd) {
    static constexpr std::string_view kReply =
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n"
        "Connection: close\r\n\r\nopen\n";
    char buffer[4096];
    const ssize_t count = recv(fd, buffer, sizeof buffer, 0);
    if (count < 0 && errno == EAGAIN) return;
    std::string& request = requests_[fd];
    if (count > 0) request.append(buffer, static_cast<size_t>(count));
    const bool whole = request.find("\r\n\r\n") != std::string::npos;
    if (count > 0 && !whole && request.size() < 65536) return;
    if (whole) (void)send(fd, kReply.data(), kReply.size(), MSG_NOSIGNAL);
    close(fd);
    requests_.erase(fd);
  }

  int listener_ = -1;
  uint16_t port_ = 0;
  std::map<int, std::string> requests_;
  std::atomic<bool> stop_{false};
  std::thread thread_;
};

}  // namespace shakedown::testing_support
