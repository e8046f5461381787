#include "attempt/http2.h"

#include <algorithm>
#include <array>

#include "core/hex.h"

namespace shakedown::attempt {
namespace {

/// By number.
constexpr std::array<std::string_view, 14> kNames = {"NO_ERROR",
                                                     "PROTOCOL_ERROR",
                                                     "INTERNAL_ERROR",
                                                     "FLOW_CONTROL_ERROR",
                                                     "SETTINGS_TIMEOUT",
                                                     "STREAM_CLOSED",
                                                     "FRAME_SIZE_ERROR",
                                                     "REFUSED_STREAM",
                                                     "CANCEL",
                                                     "COMPRESSION_ERROR",
                                                     "CONNECT_ERROR",
                                                     "ENHANCE_YOUR_CALM",
                                                     "INADEQUATE_SECURITY",
                                                     "HTTP_1_1_REQUIRED"};

}  // namespace

std::string Name(Http2Error code) {
  const auto number = static_cast<uint32_t>(code);
  if (number < kNames.size()) return std::string(kNames[number]);
  return ToHexNumber(number, 8);
}

std::optional<Http2Error> Http2ErrorFromName(std::string_view name) {
  const auto found = std::find(kNames.begin(), kNames.end(), name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<Http2Error>(found - kNames.begin());
}

std::span<const std::string_view> Http2ErrorNames() { return kNames; }

}  // namespace shakedown::attempt
