// A TCP relay for any number of connections on one thread: octets pass both ways as they are, half-
// closes and resets are passed on, and a listener sees a copy of everything. It never changes,
// delays for decoding, or drops an octet.
#pragma once

#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

#include "attempt/trace.h"
#include "core/result.h"
#include "net/connector.h"
#include "net/socket.h"
#include "observe/flow.h"

namespace shakedown::observe {

/// Told what passes, in order, on the relay's thread. Connections are numbered from 1.
class RelayListener {
 public:
  virtual ~RelayListener() = default;
  /// A client came; the server is being connected to.
  virtual void OnAccepted(uint64_t number, const attempt::Endpoint& client) = 0;
  /// Both sides stand; octets follow.
  virtual void OnConnected(uint64_t number, const net::Address& server) = 0;
  /// The server could not be connected to; the client is reset. Nothing follows.
  virtual void OnNotConnected(uint64_t number, const net::Address& server, int system_error) = 0;
  virtual void OnOctets(uint64_t number, attempt::Side from, ByteSpan octets) = 0;
  virtual void OnEnd(uint64_t number, attempt::Side from, FlowEnd end) = 0;
  /// Both sides are closed. Nothing follows.
  virtual void OnClosed(uint64_t number) = 0;
  /// Called several times a second, and after traffic. False ends the relay.
  virtual bool OnTick() = 0;
};

struct RelayOptions {
  std::vector<net::Address> forward;  ///< tried in order for each connection; not empty
  Milliseconds connect_limit{10'000};
};

class Relay final {
 public:
  /// Takes a listening, non-blocking socket. `listener` is borrowed. kInternal if the system has no
  /// descriptor left.
  static Result<std::unique_ptr<Relay>> Create(net::Socket socket, RelayOptions options,
                                               RelayListener* listener);
  ~Relay();
  Relay(const Relay&) = delete;
  Relay& operator=(const Relay&) = delete;

  /// Relays until the listener says stop; then resets what is open.
  void Run();

 private:
  class Connection;

  Relay(net::Socket socket, RelayOptions options, RelayListener* listener);

  void Accept();
  void Serve(int fd, uint32_t events);
  /// Brings what epoll waits for in line with what the connection wants.
  void Update(Connection& connection);
  void Watch(int fd, uint32_t before, uint32_t events);
  void Close(Connection& connection);
  void DialNext(Connection& connection, int problem);
  void SweepDials();

  const net::Socket socket_;
  const RelayOptions options_;
  RelayListener* const listener_;
  net::Socket epoll_;
  std::unordered_map<uint64_t, std::unique_ptr<Connection>> connections_;
  std::unordered_map<int, Connection*> by_fd_;
  Bytes buffer_;
  uint64_t accepted_ = 0;
  SteadyTime next_sweep_{};
  bool paused_ = false;  ///< not accepting: descriptors ran out
};

}  // namespace shakedown::observe
