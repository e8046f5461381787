// The one cursor over untrusted bytes: big-endian, bounds-checked, every failure recorded with
// field and offset in the list given at construction. After the first failure the cursor is empty
// and every further read fails silently, so that one defect makes one error.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/bytes.h"
#include "core/decoded.h"

namespace shakedown {

/// Bounds of a variable-length vector in octets, as the RFCs write `<min..max>`.
struct VectorBounds {
  size_t min = 0;
  size_t max = SIZE_MAX;
  size_t multiple_of = 1;  ///< size of one element in octets
};

class ByteReader {
 public:
  /// Reads `data` (borrowed) and appends defects to `errors` (borrowed, must outlive the reader).
  /// `base_offset` is what offset 0 of `data` is called in errors.
  ByteReader(ByteSpan data, std::vector<DecodeError>* errors, size_t base_offset = 0);

  /// Octets not yet read.
  size_t remaining() const { return data_.size() - position_; }
  bool empty() const { return remaining() == 0; }
  /// Offset of the next octet, counted as in errors.
  size_t offset() const { return base_ + position_; }
  bool failed() const { return failed_; }

  /// Big-endian integers of 1, 2, 3 and 4 octets; nothing if too few are left (recorded).
  std::optional<uint8_t> U8(std::string_view field);
  std::optional<uint16_t> U16(std::string_view field);
  std::optional<uint32_t> U24(std::string_view field);
  std::optional<uint32_t> U32(std::string_view field);
  /// Exactly `count` octets, borrowed from the input.
  std::optional<ByteSpan> Take(size_t count, std::string_view field);
  /// All octets that are left, borrowed.
  ByteSpan Rest();

  /// A vector behind a length prefix of 1, 2 or 3 octets. A length above what is left fails; a
  /// length outside `bounds` is recorded but the sub-reader is still returned, as evidence.
  std::optional<ByteReader> Prefixed8(std::string_view field, VectorBounds bounds = {});
  std::optional<ByteReader> Prefixed16(std::string_view field, VectorBounds bounds = {});
  std::optional<ByteReader> Prefixed24(std::string_view field, VectorBounds bounds = {});

  /// The explicit last step of every decoder: records kTrailing if octets are left.
  bool ExpectEnd(std::string_view field);

  /// Records a defect found by the caller at the current offset; does not stop the reader.
  void Report(DecodeErrorKind kind, std::string_view field, std::string_view detail = {});
  void ReportAt(size_t offset, DecodeErrorKind kind, std::string_view field,
                std::string_view detail = {});
  std::vector<DecodeError>* errors() const { return errors_; }

 private:
  std::optional<uint32_t> Integer(size_t octets, std::string_view field);
  std::optional<ByteReader> Prefixed(size_t octets, std::string_view field, VectorBounds bounds);

  ByteSpan data_;
  std::vector<DecodeError>* errors_;
  size_t base_;
  size_t position_ = 0;
  bool failed_ = false;
};

}  // namespace shakedown
