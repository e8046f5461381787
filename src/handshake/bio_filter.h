// A place between the TLS library and its socket, for what reads or changes octets on their way.
#pragma once

#include <openssl/ssl.h>

#include <span>

#include "core/bytes.h"

namespace shakedown::handshake {

/// What stands there. Called by the library, in the thread that uses the SSL; what it throws ends
/// the connection.
class BioFilter {
 public:
  virtual ~BioFilter() = default;
  /// Octets for the library, in place of those of `below` (the socket's, borrowed); 0: nothing at
  /// present, or the end, as `below` says. As they are, if it is not overridden.
  virtual size_t Read(std::span<uint8_t> out, BIO* below);
  /// Octets of the library; how many were taken, or what `below` says. As they are, if it is not
  /// overridden.
  virtual int Write(ByteSpan octets, BIO* below);
  /// The library has nothing more to say at present. False: the socket takes nothing now.
  virtual bool Flush(BIO* below);
};

enum class FilteredSide { kReads, kWrites, kBoth };

/// Puts `filter` (borrowed, outlives `ssl`) between `ssl` and its socket, which has to be set.
/// Gives the socket's BIO, owned by `ssl`; null if the library is out of memory.
BIO* PushBioFilter(SSL* ssl, BioFilter* filter, FilteredSide side);

}  // namespace shakedown::handshake
