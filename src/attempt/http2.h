// Names of HTTP/2 error codes (RFC 9113 section 7), which end a stream or a whole connection.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace shakedown::attempt {

/// The code of an RST_STREAM or GOAWAY frame. Other values may come and are kept.
enum class Http2Error : uint32_t {
  kNoError = 0x0,
  kProtocolError = 0x1,
  kInternalError = 0x2,
  kFlowControlError = 0x3,
  kSettingsTimeout = 0x4,
  kStreamClosed = 0x5,
  kFrameSizeError = 0x6,
  kRefusedStream = 0x7,
  kCancel = 0x8,
  kCompressionError = 0x9,
  kConnectError = 0xa,
  kEnhanceYourCalm = 0xb,
  kInadequateSecurity = 0xc,
  kHttp11Required = 0xd,  ///< the request has to be made over HTTP/1.1
};

/// "HTTP_1_1_REQUIRED"; "0x0000002a" for a code that has no name.
std::string Name(Http2Error code);
/// The code of a name, or nothing.
std::optional<Http2Error> Http2ErrorFromName(std::string_view name);
/// The names of all codes, by number.
std::span<const std::string_view> Http2ErrorNames();

}  // namespace shakedown::attempt
