// TLS records (RFC 9846 section 5.1) cut out of an octet stream that arrives in any portions.
// Unlike a scanner of headers it keeps a record until it is whole, because an observer reads what
// is inside.
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/bytes.h"
#include "tls/code_points.h"

namespace shakedown::observe {

/// One whole record. Borrowed: valid during the call that hands it over.
struct WireRecord {
  tls::ContentType type{};
  uint16_t version = 0;
  ByteSpan fragment;
  uint64_t offset = 0;  ///< of the header in the stream
};

/// The header of a record.
struct WireHeader {
  tls::ContentType type{};
  uint16_t version = 0;
  size_t length = 0;  ///< octets of the fragment
};

inline constexpr size_t kRecordHeaderOctets = 5;
/// The longest fragment that any version allows: 2^14 + 2048 (RFC 5246 section 6.2.3).
inline constexpr size_t kMaxFragmentOctets = 16384 + 2048;

/// Reads a header; false if the octets, at least one, cannot begin a TLS record. Octets beyond the
/// first five are not looked at; `header` is only complete if there are five.
bool ReadRecordHeader(ByteSpan octets, WireHeader* header);

/// Holds at most one record.
class RecordStream final {
 public:
  /// Calls `on_record(const WireRecord&)` for every record that `octets` completes. Does nothing
  /// once the stream is broken.
  template <typename OnRecord>
  void Feed(ByteSpan octets, OnRecord&& on_record) {
    while (!broken_ && !octets.empty()) {
      WireRecord record;
      if (Next(&octets, &record)) on_record(record);
    }
  }

  /// Octets are missing: nothing that follows can be framed.
  void Break() { broken_ = true; }
  /// Whether an octet was met that no TLS record header has in its place, or octets are missing.
  bool broken() const { return broken_; }
  /// Whole records handed over.
  uint64_t records() const { return records_; }
  /// Octets of a record that is not whole yet.
  size_t unfinished() const { return whole_ ? 0 : held_.size(); }
  /// Offset in the stream at which the next record begins, or at which it broke.
  uint64_t offset() const { return offset_; }

 private:
  /// Takes octets from the front until a record is whole (true) or they are used up (false).
  bool Next(ByteSpan* octets, WireRecord* record);
  bool NextWithoutCopy(ByteSpan* octets, WireRecord* record);
  void Hand(const WireHeader& header, ByteSpan fragment, WireRecord* record);

  Bytes held_;          ///< header and fragment as far as they came
  bool whole_ = false;  ///< `held_` was handed over and is to be forgotten
  bool broken_ = false;
  uint64_t records_ = 0;
  uint64_t offset_ = 0;
};

}  // namespace shakedown::observe
