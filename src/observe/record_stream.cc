#include "observe/record_stream.h"

#include <algorithm>

namespace shakedown::observe {
namespace {

constexpr uint8_t kMajorVersion = 3;
constexpr uint8_t kMaxMinorVersion = 4;

bool IsContentType(uint8_t value) {
  return value >= static_cast<uint8_t>(tls::ContentType::kChangeCipherSpec) &&
         value <= static_cast<uint8_t>(tls::ContentType::kApplicationData);
}

}  // namespace

bool ReadRecordHeader(ByteSpan octets, WireHeader* header) {
  if (octets.empty() || !IsContentType(octets[0])) return false;
  header->type = tls::ContentType{octets[0]};
  if (octets.size() > 1 && octets[1] != kMajorVersion) return false;
  if (octets.size() > 2) {
    if (octets[2] > kMaxMinorVersion) return false;
    header->version = static_cast<uint16_t>(octets[1] << 8 | octets[2]);
  }
  if (octets.size() < kRecordHeaderOctets) return true;
  header->length = static_cast<size_t>(octets[3]) << 8 | octets[4];
  return header->length <= kMaxFragmentOctets;
}

void RecordStream::Hand(const WireHeader& header, ByteSpan fragment, WireRecord* record) {
  *record = {header.type, header.version, fragment, offset_};
  offset_ += kRecordHeaderOctets + header.length;
  ++records_;
}

/// The usual case in bulk traffic: the whole record lies in what just came.
bool RecordStream::NextWithoutCopy(ByteSpan* octets, WireRecord* record) {
  WireHeader header;
  if (octets->size() < kRecordHeaderOctets || !ReadRecordHeader(*octets, &header)) return false;
  const size_t whole = kRecordHeaderOctets + header.length;
  if (octets->size() < whole) return false;
  Hand(header, octets->subspan(kRecordHeaderOctets, header.length), record);
  *octets = octets->subspan(whole);
  return true;
}

bool RecordStream::Next(ByteSpan* octets, WireRecord* record) {
  if (whole_) {
    held_.clear();
    whole_ = false;
  }
  if (held_.empty() && NextWithoutCopy(octets, record)) return true;
  const auto take = [this, octets](size_t wanted) {
    const size_t count = std::min(octets->size(), wanted - held_.size());
    held_.insert(held_.end(), octets->begin(), octets->begin() + static_cast<ptrdiff_t>(count));
    *octets = octets->subspan(count);
  };
  if (held_.size() < kRecordHeaderOctets) take(kRecordHeaderOctets);
  WireHeader header;
  if (!ReadRecordHeader(held_, &header)) {
    broken_ = true;
    return false;
  }
  if (held_.size() < kRecordHeaderOctets) return false;
  take(kRecordHeaderOctets + header.length);
  if (held_.size() < kRecordHeaderOctets + header.length) return false;
  whole_ = true;
  Hand(header, ByteSpan(held_).subspan(kRecordHeaderOctets), record);
  return true;
}

}  // namespace shakedown::observe
