// An owned, non-blocking stream socket.
#pragma once

#include <cstdint>

#include "core/bytes.h"
#include "core/clock.h"

namespace shakedown::net {

/// What a read or write came to.
enum class IoStatus { kDone, kWouldBlock, kClosed, kReset, kFailed };
struct IoResult {
  IoStatus status = IoStatus::kDone;
  size_t octets = 0;
  int system_error = 0;  ///< errno for kReset and kFailed
};

/// Constness is that of the descriptor, as with file handles elsewhere.
class Socket {
 public:
  Socket() = default;
  explicit Socket(int fd) : fd_(fd) {}  ///< takes ownership
  Socket(Socket&& other) noexcept : fd_(other.Release()) {}
  Socket& operator=(Socket&& other) noexcept;
  ~Socket();

  bool valid() const { return fd_ >= 0; }
  int fd() const { return fd_; }
  /// Gives the descriptor away; the socket is invalid afterwards.
  int Release();

  /// One read(2); kClosed at end of file, kReset for ECONNRESET.
  IoResult Read(std::span<uint8_t> buffer) const;
  /// Like Read, but the octets stay in the socket.
  IoResult Peek(std::span<uint8_t> buffer) const;
  /// One send(2) without SIGPIPE; kReset for EPIPE and ECONNRESET.
  IoResult Write(ByteSpan data) const;
  /// Waits until readable (true) or the deadline (false).
  bool WaitReadable(Deadline deadline) const;
  bool WaitWritable(Deadline deadline) const;

 private:
  int fd_ = -1;
};

}  // namespace shakedown::net
