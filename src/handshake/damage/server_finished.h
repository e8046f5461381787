// The server's Finished of TLS 1.2 covers the damaged flight, and the library expects one over its
// own: the reader in between checks the one and writes the other.
#pragma once

#include "core/bytes.h"
#include "handshake/damage/record_seal.h"

namespace shakedown::handshake::damage {

class ServerFinishedSwap final {
 public:
  /// `sent` is the Finished that fits what really went out, `expected` the one that the library
  /// waits for; both are whole messages.
  ServerFinishedSwap(RecordProtection server, Bytes sent, Bytes expected)
      : server_(std::move(server)), sent_(std::move(sent)), expected_(std::move(expected)) {}

  /// What the library is to get of what arrived, in any portions. Records that are no such Finished
  /// pass as they are.
  Bytes Incoming(ByteSpan octets);
  /// Whether the server's Finished fitted the damaged flight.
  bool fitted() const { return fitted_; }

 private:
  Bytes Pass(ByteSpan record);

  RecordProtection server_;
  const Bytes sent_;
  const Bytes expected_;
  Bytes waiting_;
  bool encrypted_ = false;
  bool over_ = false;
  bool fitted_ = false;
};

}  // namespace shakedown::handshake::damage
