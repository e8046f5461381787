// The reply on one HTTP/2 stream as it arrives, within bounds.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "handshake/reply_builder.h"

namespace shakedown::handshake {

/// Interim replies (RFC 9110 section 15.2) are skipped, trailers are dropped. At most 64 KiB of
/// fields and 1 MiB of body.
class Http2Reply final {
 public:
  explicit Http2Reply(uint32_t stream) : stream_(stream) {}

  /// A field section begins: that of an interim reply, of the reply, or trailers.
  void BeginFields();
  /// False if the peer sends more than we are willing to read.
  bool AddField(std::string_view name, std::string_view value);
  /// The field section is through. False as above, and if it holds no status (RFC 9113 section
  /// 8.3.2).
  bool EndFields();
  /// False as for fields.
  bool AppendBody(std::string_view octets);
  /// The stream is closed, in good order or not.
  void Close(bool in_order);

  uint32_t stream() const { return stream_; }
  bool closed() const { return closed_; }
  bool complete() const { return closed_ && in_order_ && final_; }
  /// What was read so far; nothing before there is a status.
  std::optional<attempt::HttpReply> Reply() const;

 private:
  uint32_t stream_;
  ReplyBuilder builder_;
  size_t field_octets_ = 0;
  size_t body_octets_ = 0;
  int interim_ = 0;
  bool final_ = false;  ///< the fields of the reply itself are through
  bool closed_ = false;
  bool in_order_ = false;
};

}  // namespace shakedown::handshake
