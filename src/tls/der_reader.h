// A strict walk over DER (X.690 section 10): one element at a time, definite and shortest lengths
// only. Like `ByteReader`, it records each defect once, with its offset, and is empty afterwards.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "core/bytes.h"
#include "core/decoded.h"

namespace shakedown::tls {

/// Tags of the universal class that names are made of.
inline constexpr uint8_t kDerObjectIdentifier = 0x06;
inline constexpr uint8_t kDerSequence = 0x30;
inline constexpr uint8_t kDerSet = 0x31;

/// One element, borrowed from the input.
struct DerElement {
  uint8_t tag = 0;
  ByteSpan whole;     ///< tag, length and content
  ByteSpan content;   ///< without tag and length
  size_t offset = 0;  ///< of `whole`, counted as in errors
  /// Offset of `content`, counted as in errors.
  size_t content_offset() const { return offset + whole.size() - content.size(); }
};

class DerReader final {
 public:
  /// Reads `data` and appends defects to `errors`; both are borrowed. `base_offset` is what offset
  /// 0 of `data` is called in errors.
  DerReader(ByteSpan data, std::vector<DecodeError>* errors, size_t base_offset)
      : data_(data), errors_(errors), base_(base_offset) {}
  /// Reads the content of `element`.
  DerReader(const DerElement& element, std::vector<DecodeError>* errors)
      : DerReader(element.content, errors, element.content_offset()) {}

  bool empty() const { return position_ == data_.size(); }

  /// The next element whatever its tag; nothing if it is cut off (kTruncated) or not DER (kBadDer).
  std::optional<DerElement> Next(std::string_view field) {
    return HasShortElement() ? Take(kShortHeader, data_[position_ + 1]) : NextLong(field);
  }
  /// The next element, which has to have `tag` (else kBadDer).
  std::optional<DerElement> Next(uint8_t tag, std::string_view field) {
    if (empty() || data_[position_] == tag) return Next(field);
    return FailTag(tag, field);
  }
  /// Records kTrailing if octets are left.
  void ExpectEnd(std::string_view field) {
    if (!empty()) FailTrailing(field);
  }

  /// How many elements follow, judged by their lengths alone, at most `limit`. Reports nothing.
  size_t Count(size_t limit) const;

 private:
  static constexpr uint8_t kHighTag = 0x1f;     ///< in a tag: the number follows in further octets
  static constexpr uint8_t kManyOctets = 0x80;  ///< in a length: the low bits count further octets
  static constexpr size_t kShortHeader = 2;

  /// Nearly every element of a name is short and whole; those are read without a call.
  bool HasShortElement() const {
    const size_t left = data_.size() - position_;
    if (left < kShortHeader || (data_[position_] & kHighTag) == kHighTag) return false;
    const size_t length = data_[position_ + 1];
    return length < kManyOctets && length <= left - kShortHeader;
  }
  DerElement Take(size_t header, size_t length) {
    const ByteSpan whole = data_.subspan(position_, header + length);
    const DerElement element{data_[position_], whole, whole.subspan(header), base_ + position_};
    position_ += whole.size();
    return element;
  }

  std::optional<DerElement> NextLong(std::string_view field);
  std::optional<size_t> LongLength(uint8_t first, std::string_view field);
  std::nullopt_t Fail(DecodeErrorKind kind, std::string_view field, std::string_view detail);
  std::nullopt_t FailTag(uint8_t expected, std::string_view field);
  void FailTrailing(std::string_view field);

  ByteSpan data_;
  std::vector<DecodeError>* errors_;
  size_t base_;
  size_t position_ = 0;
};

}  // namespace shakedown::tls
