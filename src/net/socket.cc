#include "net/socket.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace shakedown::net {
namespace {

/// poll(2) for one descriptor; interruptions by signals do not lengthen the wait.
bool WaitFor(int fd, short events, Deadline deadline) {
  pollfd entry{fd, events, 0};
  while (true) {
    const int ready = poll(&entry, 1, deadline.PollTimeout());
    if (ready > 0) return true;
    if (ready == 0 && deadline.over()) return false;
    if (ready < 0 && errno != EINTR) return false;
  }
}

IoResult FailureOf(int system_error) {
  if (system_error == EAGAIN || system_error == EWOULDBLOCK || system_error == EINTR) {
    return {IoStatus::kWouldBlock, 0, system_error};
  }
  const bool reset = system_error == ECONNRESET || system_error == EPIPE;
  return {reset ? IoStatus::kReset : IoStatus::kFailed, 0, system_error};
}

IoResult Receive(int fd, std::span<uint8_t> buffer, int flags) {
  const ssize_t got = recv(fd, buffer.data(), buffer.size(), flags | MSG_DONTWAIT);
  if (got > 0) return {IoStatus::kDone, static_cast<size_t>(got), 0};
  if (got == 0) return {IoStatus::kClosed, 0, 0};
  return FailureOf(errno);
}

}  // namespace

Socket& Socket::operator=(Socket&& other) noexcept {
  if (this != &other) {
    if (valid()) close(fd_);
    fd_ = other.Release();
  }
  return *this;
}

Socket::~Socket() {
  if (valid()) close(fd_);
}

int Socket::Release() { return std::exchange(fd_, -1); }

IoResult Socket::Read(std::span<uint8_t> buffer) const { return Receive(fd_, buffer, 0); }
IoResult Socket::Peek(std::span<uint8_t> buffer) const { return Receive(fd_, buffer, MSG_PEEK); }

IoResult Socket::Write(ByteSpan data) const {
  const ssize_t sent = send(fd_, data.data(), data.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  if (sent >= 0) return {IoStatus::kDone, static_cast<size_t>(sent), 0};
  return FailureOf(errno);
}

bool Socket::WaitReadable(Deadline deadline) const { return WaitFor(fd_, POLLIN, deadline); }
bool Socket::WaitWritable(Deadline deadline) const { return WaitFor(fd_, POLLOUT, deadline); }

}  // namespace shakedown::net
