// Octets off a socket, cut into records that somebody looks at before the TLS library does.
#pragma once

#include <openssl/bio.h>

#include <functional>
#include <span>

#include "core/bytes.h"

namespace shakedown::handshake::damage {

/// Used by one thread. Holds at most what one read of the socket gives beyond a record.
class RecordIntake final {
 public:
  /// Fills `out` with what was given to the library. While there is nothing, reads the socket
  /// `below` and hands each whole record, header included, to `look`, which gives what the library
  /// is to have of it. How many octets; 0: nothing at present, or the end, as `below` says.
  size_t Read(std::span<uint8_t> out, BIO* below, const std::function<void(ByteSpan)>& look);
  /// These octets are next for the library.
  void Give(ByteSpan octets) { ready_.insert(ready_.end(), octets.begin(), octets.end()); }
  /// Whether nothing was read that the library does not have.
  bool empty() const { return raw_.empty() && ready_.empty(); }

 private:
  bool Fetch(BIO* below);

  Bytes raw_;    ///< read off the socket, not yet looked at
  Bytes ready_;  ///< for the library
};

}  // namespace shakedown::handshake::damage
