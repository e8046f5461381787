#include "core/byte_reader.h"

namespace shakedown {
namespace {

std::string Counts(size_t needs, size_t has) {
  return "needs " + std::to_string(needs) + " bytes, has " + std::to_string(has);
}

}  // namespace

ByteReader::ByteReader(ByteSpan data, std::vector<DecodeError>* errors, size_t base_offset)
    : data_(data), errors_(errors), base_(base_offset) {}

std::optional<ByteSpan> ByteReader::Take(size_t count, std::string_view field) {
  if (failed_) return std::nullopt;
  if (count > remaining()) {
    Report(DecodeErrorKind::kTruncated, field, Counts(count, remaining()));
    failed_ = true;
    position_ = data_.size();
    return std::nullopt;
  }
  const ByteSpan taken = data_.subspan(position_, count);
  position_ += count;
  return taken;
}

ByteSpan ByteReader::Rest() {
  const ByteSpan rest = data_.subspan(position_);
  position_ = data_.size();
  return rest;
}

std::optional<uint32_t> ByteReader::Integer(size_t octets, std::string_view field) {
  const auto bytes = Take(octets, field);
  if (!bytes) return std::nullopt;
  uint32_t value = 0;
  for (const uint8_t octet : *bytes) value = (value << 8) | octet;
  return value;
}

std::optional<uint8_t> ByteReader::U8(std::string_view field) {
  const auto value = Integer(1, field);
  if (!value) return std::nullopt;
  return static_cast<uint8_t>(*value);
}

std::optional<uint16_t> ByteReader::U16(std::string_view field) {
  const auto value = Integer(2, field);
  if (!value) return std::nullopt;
  return static_cast<uint16_t>(*value);
}

std::optional<uint32_t> ByteReader::U24(std::string_view field) { return Integer(3, field); }
std::optional<uint32_t> ByteReader::U32(std::string_view field) { return Integer(4, field); }

std::optional<ByteReader> ByteReader::Prefixed(size_t octets, std::string_view field,
                                               VectorBounds bounds) {
  const size_t start = offset();
  const auto length = Integer(octets, field);
  if (!length) return std::nullopt;
  const size_t content = offset();
  const auto bytes = Take(*length, field);
  if (!bytes) return std::nullopt;
  if (*length < bounds.min || *length > bounds.max) {
    ReportAt(start, DecodeErrorKind::kOutOfBounds, field,
             "length " + std::to_string(*length) + ", allowed " + std::to_string(bounds.min) +
                 ".." + std::to_string(bounds.max));
  } else if (*length % bounds.multiple_of != 0) {
    ReportAt(start, DecodeErrorKind::kOddLength, field,
             "length " + std::to_string(*length) + ", elements of " +
                 std::to_string(bounds.multiple_of));
  }
  return ByteReader(*bytes, errors_, content);
}

std::optional<ByteReader> ByteReader::Prefixed8(std::string_view field, VectorBounds bounds) {
  return Prefixed(1, field, bounds);
}
std::optional<ByteReader> ByteReader::Prefixed16(std::string_view field, VectorBounds bounds) {
  return Prefixed(2, field, bounds);
}
std::optional<ByteReader> ByteReader::Prefixed24(std::string_view field, VectorBounds bounds) {
  return Prefixed(3, field, bounds);
}

bool ByteReader::ExpectEnd(std::string_view field) {
  if (failed_) return false;
  if (empty()) return true;
  Report(DecodeErrorKind::kTrailing, field, std::to_string(remaining()) + " bytes left");
  return false;
}

void ByteReader::Report(DecodeErrorKind kind, std::string_view field, std::string_view detail) {
  ReportAt(offset(), kind, field, detail);
}

void ByteReader::ReportAt(size_t offset, DecodeErrorKind kind, std::string_view field,
                          std::string_view detail) {
  errors_->push_back({kind, std::string(field), offset, std::string(detail)});
}

}  // namespace shakedown
