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
  std::optional<DerElement> Next(std::string_view field);
  /// The next element, which has to have `tag` (else kBadDer).
  std::optional<DerElement> Next(uint8_t tag, std::string_view field);
  /// Records kTrailing if octets are left.
  void ExpectEnd(std::string_view field);

  /// How many elements follow, judged by their lengths alone, at most `limit`. Reports nothing.
  size_t Count(size_t limit) const;

 private:
  std::optional<size_t> LongLength(uint8_t first, std::string_view field);
  std::nullopt_t Fail(DecodeErrorKind kind, std::string_view field, std::string_view detail);

  ByteSpan data_;
  std::vector<DecodeError>* errors_;
  size_t base_;
  size_t position_ = 0;
};

}  // namespace shakedown::tls
