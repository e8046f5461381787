// A two-way stream of octets: a socket, or whatever a proxy made of one.
#pragma once

#include <utility>

#include "core/bytes.h"
#include "core/clock.h"
#include "net/socket.h"

namespace shakedown::net {

/// Nothing blocks but the waits, and those end at their deadline. Used by one thread.
class Transport {
 public:
  virtual ~Transport() = default;

  /// What has arrived, up to the size of `buffer`.
  virtual IoResult Read(std::span<uint8_t> buffer) = 0;
  /// Like Read, but the octets stay.
  virtual IoResult Peek(std::span<uint8_t> buffer) = 0;
  /// Takes what fits; the rest has to be offered again.
  virtual IoResult Write(ByteSpan data) = 0;
  /// Waits until Read has something to say, the end included (true), or the deadline (false).
  virtual bool WaitReadable(Deadline deadline) = 0;
  /// Waits until Write takes something (true) or the deadline (false).
  virtual bool WaitWritable(Deadline deadline) = 0;
};

/// The stream of a socket, which it owns.
class SocketTransport final : public Transport {
 public:
  explicit SocketTransport(Socket socket) : socket_(std::move(socket)) {}

  IoResult Read(std::span<uint8_t> buffer) override { return socket_.Read(buffer); }
  IoResult Peek(std::span<uint8_t> buffer) override { return socket_.Peek(buffer); }
  IoResult Write(ByteSpan data) override { return socket_.Write(data); }
  bool WaitReadable(Deadline deadline) override { return socket_.WaitReadable(deadline); }
  bool WaitWritable(Deadline deadline) override { return socket_.WaitWritable(deadline); }

 private:
  Socket socket_;
};

/// How an exchange of a known number of octets ended.
enum class Exchange { kDone, kClosed, kTimedOut };

/// Sends all of `data`.
Exchange SendAll(Transport& transport, ByteSpan data, Deadline deadline);
/// Fills `buffer`; reads no octet more.
Exchange ReadExactly(Transport& transport, std::span<uint8_t> buffer, Deadline deadline);

}  // namespace shakedown::net
