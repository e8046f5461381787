#include "handshake/record_scanner.h"

#include <algorithm>

namespace shakedown::handshake {
namespace {

/// ContentType values in use: change_cipher_spec to heartbeat (RFC 6520).
constexpr uint8_t kFirstType = 20;
constexpr uint8_t kLastType = 24;
constexpr uint8_t kMajorVersion = 3;

}  // namespace

ByteSpan RecordScanner::SkipFragment(ByteSpan octets) {
  const size_t skipped = std::min(skip_, octets.size());
  skip_ -= skipped;
  return octets.subspan(skipped);
}

ByteSpan RecordScanner::CollectHeader(ByteSpan octets) {
  const uint8_t octet = octets[0];
  const bool bad_type = have_ == 0 && (octet < kFirstType || octet > kLastType);
  const bool bad_version = have_ == 1 && octet != kMajorVersion;
  if (bad_type || bad_version) {
    broken_ = true;
  } else {
    header_[have_++] = octet;
  }
  return octets.subspan(1);
}

RecordHeader RecordScanner::TakeHeader() {
  RecordHeader header;
  header.type = tls::ContentType{header_[0]};
  header.version = static_cast<uint16_t>(header_[1] << 8 | header_[2]);
  header.length = static_cast<size_t>(header_[3] << 8 | header_[4]);
  skip_ = header.length;
  have_ = 0;
  ++records_;
  return header;
}

}  // namespace shakedown::handshake
