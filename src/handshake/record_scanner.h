// Finds the TLS records (RFC 9846 section 5.1) in an octet stream that arrives in any portions, by
// their headers alone.
#pragma once

#include <array>

#include "core/bytes.h"
#include "tls/code_points.h"

namespace shakedown::handshake {

/// The header of one record.
struct RecordHeader {
  tls::ContentType type{};
  uint16_t version = 0;
  size_t length = 0;  ///< octets of the fragment
};

class RecordScanner final {
 public:
  /// Calls `on_record(const RecordHeader&)` for every header that `octets` completes. Does nothing
  /// once the stream is broken.
  template <typename OnRecord>
  void Feed(ByteSpan octets, OnRecord&& on_record) {
    while (!octets.empty() && !broken_) {
      if (skip_ > 0) {
        octets = SkipFragment(octets);
      } else if (octets = CollectHeader(octets); !broken_ && have_ == header_.size()) {
        on_record(TakeHeader());
      }
    }
  }

  /// Whether an octet was met that no TLS record header has in its place.
  bool broken() const { return broken_; }
  /// Whether the broken octet belongs to the very first header: the peer does not speak TLS.
  bool never_tls() const { return broken_ && records_ == 0; }
  /// Whole record headers seen.
  size_t records() const { return records_; }

 private:
  ByteSpan SkipFragment(ByteSpan octets);
  ByteSpan CollectHeader(ByteSpan octets);
  RecordHeader TakeHeader();

  std::array<uint8_t, 5> header_{};
  size_t have_ = 0;
  size_t skip_ = 0;
  size_t records_ = 0;
  bool broken_ = false;
};

}  // namespace shakedown::handshake
