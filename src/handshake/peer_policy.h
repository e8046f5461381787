// What a session is bound to on the built-in peer: the rules under which its client was let in, and
// the time at which that was. Sessions of other rules are not resumed.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <set>

#include "core/bytes.h"
#include "core/clock.h"
#include "handshake/peer.h"

namespace shakedown::handshake {

/// How long sessions can be resumed, counted from the handshake in which the client was asked, not
/// from the last resumption (RFC 9846 section 4.7.1).
inline constexpr std::chrono::seconds kSessionLife(7200);

/// A short digest of the rules of one host, part by part. Equal digests mean equal rules.
struct PolicyMarks {
  using Mark = std::array<uint8_t, 8>;
  Mark policy{};      ///< its name, whether it asks and insists, how deep chains may be
  Mark trust{};       ///< its trust anchors
  Mark revocation{};  ///< its revocation lists
  bool operator==(const PolicyMarks&) const = default;
};
PolicyMarks MarksOf(const PeerHost& host);

/// Remembers first flights whose early data was taken (RFC 9846 section 8.2). Thread-safe, bounded:
/// when it is full, none is taken any more.
class StrikeRegister final {
 public:
  /// Whether the ClientHello with this random is here for the first time; it no longer is then.
  bool Strike(ByteSpan random);

 private:
  std::mutex mutex_;
  std::set<Bytes> seen_;
};

}  // namespace shakedown::handshake
