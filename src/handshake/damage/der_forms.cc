#include "handshake/damage/der_forms.h"

namespace shakedown::handshake::damage {
namespace {

constexpr uint8_t kLong = 0x80;

/// What follows tag and length; empty for less than these.
ByteSpan ContentOf(ByteSpan der) {
  if (der.size() < 2) return {};
  const size_t header = der[1] < kLong ? 2 : 2 + size_t{der[1]} - kLong;
  return header > der.size() ? ByteSpan() : der.subspan(header);
}

}  // namespace

Bytes Sloppy(std::string_view form, ByteSpan der) {
  const ByteSpan content = ContentOf(der);
  if (content.empty()) return {};
  if (form == "trailing-der") {
    Bytes longer(der.begin(), der.end());
    longer.insert(longer.end(), {0x05, 0x00});
    return longer;
  }
  Bytes out = {der[0]};
  if (form == "ber-long-length") {
    out.push_back(kLong | 4);
    for (int shift = 24; shift >= 0; shift -= 8) {
      out.push_back(static_cast<uint8_t>(content.size() >> shift));
    }
    out.insert(out.end(), content.begin(), content.end());
    return out;
  }
  if (form != "ber-indefinite") return {};
  out.push_back(kLong);
  out.insert(out.end(), content.begin(), content.end());
  out.insert(out.end(), {0x00, 0x00});
  return out;
}

}  // namespace shakedown::handshake::damage
