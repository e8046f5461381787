// Handshake messages (RFC 9846 section 4) put together from the fragments of records: a message may
// span several records, and a record may hold several messages.
#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>

#include "core/bytes.h"

namespace shakedown::observe {

/// Holds at most one message, and none above `kMaxMessageOctets`.
class HandshakeStream final {
 public:
  static constexpr size_t kHeaderOctets = 4;
  /// No honest message is larger: a CertificateRequest with thousands of names has some 100 KiB.
  static constexpr size_t kMaxMessageOctets = 1024 * 1024;

  /// Calls `on_message(ByteSpan)` (header included, borrowed) for every message that `fragment`
  /// completes. Does nothing once a message was too large.
  template <typename OnMessage>
  void Feed(ByteSpan fragment, OnMessage&& on_message) {
    while (!fragment.empty() && !too_large_) {
      Take(&fragment, kHeaderOctets);
      if (held_.size() < kHeaderOctets) return;
      const size_t whole = kHeaderOctets + Length();
      if (whole > kMaxMessageOctets) {
        too_large_ = true;
        return;
      }
      Take(&fragment, whole);
      if (held_.size() < whole) return;
      const Bytes message = std::exchange(held_, {});
      on_message(ByteSpan(message));
    }
  }

  /// Whether a message was met that is larger than we read.
  bool too_large() const { return too_large_; }
  /// Octets of a message that is not whole yet.
  size_t unfinished() const { return held_.size(); }

 private:
  size_t Length() const {
    return static_cast<size_t>(held_[1]) << 16 | static_cast<size_t>(held_[2]) << 8 | held_[3];
  }
  void Take(ByteSpan* fragment, size_t wanted) {
    if (held_.size() >= wanted) return;
    const size_t count = std::min(fragment->size(), wanted - held_.size());
    held_.insert(held_.end(), fragment->begin(), fragment->begin() + static_cast<ptrdiff_t>(count));
    *fragment = fragment->subspan(count);
  }

  Bytes held_;
  bool too_large_ = false;
};

}  // namespace shakedown::observe
