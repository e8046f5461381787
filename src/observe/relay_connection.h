// One relayed connection: two sockets, and what could not be passed on at once. Internal to the
// relay.
#pragma once

#include <array>
#include <cstdint>

#include "observe/relay.h"

namespace shakedown::observe {

class Relay::Connection final {
 public:
  Connection(uint64_t number, net::Socket client) : number_(number) {
    sides_[0].socket = std::move(client);
  }

  uint64_t number() const { return number_; }
  const net::Socket& socket(attempt::Side side) const { return Of(side).socket; }
  uint32_t& registered(attempt::Side side) { return Of(side).registered; }
  bool connected() const { return connected_; }
  bool closed() const { return closed_; }
  const net::Address& server() const { return server_; }
  Deadline dial_deadline() const { return dial_deadline_; }

  /// Begins to connect to the next address; false with the system's error if none is left.
  bool Dial(const RelayOptions& options, int* system_error);
  /// The socket of the server is writable or failed: whether it stands, or is to be dialled again.
  enum class Dialled { kStands, kPending, kFailed };
  Dialled FinishDial(int* system_error);

  /// Passes on what can be passed from `from`, through `buffer`, at most a fair share of it.
  void Pump(attempt::Side from, Bytes& buffer, RelayListener* listener);
  /// Writes what is held for the side opposite to `from`.
  void Flush(attempt::Side from, RelayListener* listener);
  /// Epoll says that the socket is broken, and nothing is being read from it.
  void OnBroken(attempt::Side side, RelayListener* listener);
  /// What to wait for on the socket of `side`.
  uint32_t Wanted(attempt::Side side) const;
  /// Makes closing both sockets send resets.
  void Abort();

 private:
  struct End {
    net::Socket socket;
    Bytes held;              ///< read from here, not yet taken by the other side
    size_t taken = 0;        ///< of `held`
    bool ended = false;      ///< sent its last octet
    bool passed_on = false;  ///< and the other side was told
    uint32_t registered = 0;
  };

  static size_t Index(attempt::Side side) { return side == attempt::Side::kClient ? 0 : 1; }
  End& Of(attempt::Side side) { return sides_[Index(side)]; }
  const End& Of(attempt::Side side) const { return sides_[Index(side)]; }
  static attempt::Side Other(attempt::Side side) {
    return side == attempt::Side::kClient ? attempt::Side::kServer : attempt::Side::kClient;
  }
  void PassEnd(attempt::Side from);
  void Reset(attempt::Side by, RelayListener* listener);
  /// `by` takes no more; what it said before that is passed on first.
  void ResetAfterLastWords(attempt::Side by, RelayListener* listener);

  const uint64_t number_;
  std::array<End, 2> sides_;
  size_t next_address_ = 0;
  net::Address server_;
  Deadline dial_deadline_ = Deadline::After(Milliseconds(0));
  bool connected_ = false;
  bool closed_ = false;
};

}  // namespace shakedown::observe
