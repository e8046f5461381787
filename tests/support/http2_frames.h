// HTTP/2 frames octet by octet (RFC 9113 section 4), for peers that break every rule.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace shakedown::testing_support::h2 {

enum Type : uint8_t {
  kData = 0,
  kHeaders = 1,
  kResetStream = 3,
  kSettings = 4,
  kPushPromise = 5,
  kPing = 6,
  kGoAway = 7,
  kWindowUpdate = 8,
  kContinuation = 9,
};
enum Flag : uint8_t { kNone = 0, kAck = 1, kEndStream = 1, kEndHeaders = 4 };

inline std::string Number(uint64_t value, size_t octets) {
  std::string text;
  while (octets-- > 0) text += static_cast<char>(value >> (8 * octets));
  return text;
}

inline std::string Frame(uint8_t type, uint8_t flags, uint32_t stream,
                         const std::string& payload = "") {
  return Number(payload.size(), 3) + Number(type, 1) + Number(flags, 1) + Number(stream, 4) +
         payload;
}

/// What a server says first, without any setting.
inline std::string Settings() { return Frame(kSettings, kNone, 0); }

/// A field section without indexing and without Huffman code (RFC 7541 section 6.2.2); names and
/// values of at most 126 octets.
inline std::string Fields(const std::vector<std::pair<std::string, std::string>>& fields) {
  std::string block;
  for (const auto& [name, value] : fields) {
    block += Number(0, 1) + Number(name.size(), 1) + name + Number(value.size(), 1) + value;
  }
  return block;
}

/// A whole reply: its fields and, in a frame of its own, its body.
inline std::string Reply(uint32_t stream, const std::string& status, const std::string& body,
                         std::vector<std::pair<std::string, std::string>> fields = {}) {
  fields.insert(fields.begin(), {":status", status});
  return Frame(kHeaders, kEndHeaders, stream, Fields(fields)) +
         Frame(kData, kEndStream, stream, body);
}

inline std::string ResetStream(uint32_t stream, uint32_t code) {
  return Frame(kResetStream, kNone, stream, Number(code, 4));
}

inline std::string GoAway(uint32_t last_stream, uint32_t code, const std::string& debug = "") {
  return Frame(kGoAway, kNone, 0, Number(last_stream, 4) + Number(code, 4) + debug);
}

}  // namespace shakedown::testing_support::h2
