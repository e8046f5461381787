#include "tls/der_reader.h"

#include <string>

#include "core/hex.h"

namespace shakedown::tls {

std::nullopt_t DerReader::Fail(DecodeErrorKind kind, std::string_view field,
                               std::string_view detail) {
  errors_->push_back({kind, std::string(field), base_ + position_, std::string(detail)});
  position_ = data_.size();
  return std::nullopt;
}

std::optional<size_t> DerReader::LongLength(uint8_t first, std::string_view field) {
  const size_t octets = first & ~kManyOctets;
  // X.690 section 10.1: the definite form; the fewest octets that hold the length.
  if (octets == 0) return Fail(DecodeErrorKind::kBadDer, field, "indefinite length");
  // No TLS vector is longer than 2^24-1 octets.
  if (octets > 4) return Fail(DecodeErrorKind::kBadDer, field, "length of more than 4 octets");
  if (octets > data_.size() - position_ - 2) {
    return Fail(DecodeErrorKind::kTruncated, field, "the length is cut off");
  }
  size_t length = 0;
  for (size_t i = 0; i < octets; ++i) length = length << 8 | data_[position_ + 2 + i];
  if (data_[position_ + 2] == 0 || length < kManyOctets) {
    return Fail(DecodeErrorKind::kBadDer, field, "length not in its shortest form");
  }
  return length;
}

std::optional<DerElement> DerReader::NextLong(std::string_view field) {
  const size_t left = data_.size() - position_;
  if (left < kShortHeader) return Fail(DecodeErrorKind::kTruncated, field, "no tag and length");
  if ((data_[position_] & kHighTag) == kHighTag) {
    return Fail(DecodeErrorKind::kBadDer, field, "tag number above 30");
  }
  size_t header = kShortHeader;
  size_t length = data_[position_ + 1];
  if (length >= kManyOctets) {
    header += length & ~size_t{kManyOctets};
    const auto decoded = LongLength(static_cast<uint8_t>(length), field);
    if (!decoded) return std::nullopt;
    length = *decoded;
  }
  if (length > left - header) {
    return Fail(DecodeErrorKind::kTruncated, field,
                "needs " + std::to_string(length) + " bytes, has " + std::to_string(left - header));
  }
  return Take(header, length);
}

std::nullopt_t DerReader::FailTag(uint8_t expected, std::string_view field) {
  return Fail(DecodeErrorKind::kBadDer, field,
              "tag " + ToHexNumber(data_[position_], 2) + ", expected " + ToHexNumber(expected, 2));
}

void DerReader::FailTrailing(std::string_view field) {
  Fail(DecodeErrorKind::kTrailing, field, std::to_string(data_.size() - position_) + " bytes left");
}

size_t DerReader::Count(size_t limit) const {
  std::vector<DecodeError> ignored;
  DerReader ahead(data_.subspan(position_), &ignored, 0);
  size_t count = 0;
  while (count < limit && !ahead.empty() && ahead.Next({})) ++count;
  return count;
}

}  // namespace shakedown::tls
