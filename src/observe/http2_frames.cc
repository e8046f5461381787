#include "observe/http2_frames.h"

#include <nghttp2/nghttp2.h>

#include "core/byte_reader.h"

namespace shakedown::observe {
namespace {

constexpr size_t kFrameHeader = 9;
constexpr size_t kMaxFrame = 1024 * 1024;
constexpr size_t kMaxSection = 64 * 1024;
constexpr uint32_t kMaxTable = 1024 * 1024;

std::string TextOf(const uint8_t* data, size_t length) {
  return std::string(AsText({data, length}));
}

}  // namespace

bool Http2FrameStream::Next(size_t* used, Http2Frame* frame) {
  const ByteSpan rest = ByteSpan(held_).subspan(*used);
  if (rest.size() < kFrameHeader) return false;
  std::vector<DecodeError> errors;
  ByteReader reader(rest, &errors);
  const size_t length = *reader.U24("length");
  if (length > kMaxFrame) {
    broken_ = true;
    return false;
  }
  frame->type = *reader.U8("type");
  frame->flags = *reader.U8("flags");
  frame->stream = *reader.U32("stream") & 0x7fffffffu;
  if (reader.remaining() < length) return false;
  frame->payload = rest.subspan(kFrameHeader, length);
  *used += kFrameHeader + length;
  return true;
}

ByteSpan WithoutPadding(const Http2Frame& frame) {
  ByteSpan rest = frame.payload;
  size_t behind = 0;
  if ((frame.flags & kFlagPadded) != 0 && !rest.empty()) {
    behind = rest[0];
    rest = rest.subspan(1);
  }
  size_t before = 0;
  if (frame.type == kFrameHeaders && (frame.flags & kFlagPriority) != 0) before = 5;
  if (frame.type == kFramePushPromise) before = 4;
  if (before + behind > rest.size()) return frame.payload;
  return rest.subspan(before, rest.size() - before - behind);
}

void FieldReader::Deleter::operator()(nghttp2_hd_inflater* inflater) const {
  nghttp2_hd_inflate_del(inflater);
}

FieldReader::FieldReader() {
  nghttp2_hd_inflater* made = nullptr;
  broken_ = nghttp2_hd_inflate_new(&made) != 0;
  inflater_.reset(made);
}

FieldReader::~FieldReader() = default;

void FieldReader::AllowTable(uint32_t octets) {
  if (broken_ || octets <= table_ || octets > kMaxTable) return;
  table_ = octets;
  broken_ = nghttp2_hd_inflate_change_table_size(inflater_.get(), octets) != 0;
}

bool FieldReader::Take(const Http2Frame& frame, Fields* fields) {
  if (broken_) return false;
  const ByteSpan fragment =
      frame.type == kFrameContinuation ? frame.payload : WithoutPadding(frame);
  if (section_.size() + fragment.size() > kMaxSection) {
    broken_ = true;
    return false;
  }
  section_.insert(section_.end(), fragment.begin(), fragment.end());
  if ((frame.flags & kFlagEndHeaders) == 0) return false;
  const bool good = Inflate(fields);
  section_.clear();
  return good;
}

bool FieldReader::Inflate(Fields* fields) {
  const uint8_t* in = section_.data();
  size_t left = section_.size();
  size_t octets = 0;
  while (true) {
    nghttp2_nv field{};
    int flags = 0;
    const ssize_t used = nghttp2_hd_inflate_hd2(inflater_.get(), &field, &flags, in, left, 1);
    if (used < 0) {
      broken_ = true;
      return false;
    }
    in += used;
    left -= static_cast<size_t>(used);
    if ((flags & NGHTTP2_HD_INFLATE_EMIT) != 0) {
      octets += field.namelen + field.valuelen;
      if (octets <= kMaxSection) {
        fields->emplace_back(TextOf(field.name, field.namelen),
                             TextOf(field.value, field.valuelen));
      }
    }
    if ((flags & NGHTTP2_HD_INFLATE_FINAL) != 0) {
      nghttp2_hd_inflate_end_headers(inflater_.get());
      return true;
    }
    if ((flags & NGHTTP2_HD_INFLATE_EMIT) == 0 && left == 0) return true;
  }
}

}  // namespace shakedown::observe
