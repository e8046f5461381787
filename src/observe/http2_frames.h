// HTTP/2 frames (RFC 9113 section 4.1) of one direction, and the field sections in them.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/bytes.h"

struct nghttp2_hd_inflater;

namespace shakedown::observe {

/// One whole frame. Borrowed: valid during the call that hands it over.
struct Http2Frame {
  uint8_t type = 0;
  uint8_t flags = 0;
  uint32_t stream = 0;
  ByteSpan payload;
};

/// Frame types and flags (RFC 9113 section 6).
inline constexpr uint8_t kFrameData = 0;
inline constexpr uint8_t kFrameHeaders = 1;
inline constexpr uint8_t kFrameResetStream = 3;
inline constexpr uint8_t kFrameSettings = 4;
inline constexpr uint8_t kFramePushPromise = 5;
inline constexpr uint8_t kFrameGoAway = 7;
inline constexpr uint8_t kFrameContinuation = 9;
inline constexpr uint8_t kFlagEndStream = 0x1;
inline constexpr uint8_t kFlagEndHeaders = 0x4;
inline constexpr uint8_t kFlagPadded = 0x8;
inline constexpr uint8_t kFlagPriority = 0x20;

/// Cuts frames out of a stream. Holds at most one, and none above 1 MiB.
class Http2FrameStream final {
 public:
  /// Calls `on_frame(const Http2Frame&)` for every frame that `octets` completes.
  template <typename OnFrame>
  void Feed(ByteSpan octets, OnFrame&& on_frame) {
    held_.insert(held_.end(), octets.begin(), octets.end());
    size_t used = 0;
    Http2Frame frame;
    while (!broken_ && Next(&used, &frame)) on_frame(frame);
    held_.erase(held_.begin(), held_.begin() + static_cast<ptrdiff_t>(broken_ ? 0 : used));
    if (broken_) held_.clear();
  }
  bool broken() const { return broken_; }

 private:
  bool Next(size_t* used, Http2Frame* frame);

  Bytes held_;
  bool broken_ = false;
};

/// Field sections (RFC 7541) of one direction; they have to be read all and in order.
class FieldReader final {
 public:
  using Fields = std::vector<std::pair<std::string, std::string>>;

  FieldReader();
  ~FieldReader();
  FieldReader(const FieldReader&) = delete;
  FieldReader& operator=(const FieldReader&) = delete;

  /// The other side allows a larger table than before (SETTINGS_HEADER_TABLE_SIZE).
  void AllowTable(uint32_t octets);
  /// Takes the fragment of a HEADERS, PUSH_PROMISE or CONTINUATION frame. True once the section is
  /// whole; `fields` then holds it. Sections above 64 KiB break the reader.
  bool Take(const Http2Frame& frame, Fields* fields);
  bool broken() const { return broken_; }

 private:
  bool Inflate(Fields* fields);

  struct Deleter {
    void operator()(nghttp2_hd_inflater* inflater) const;
  };
  std::unique_ptr<nghttp2_hd_inflater, Deleter> inflater_;
  Bytes section_;
  uint32_t table_ = 4096;
  bool broken_ = false;
};

/// The payload of a frame without padding and priority; the whole of it if they are malformed.
ByteSpan WithoutPadding(const Http2Frame& frame);

}  // namespace shakedown::observe
