// Where a handshake goes and by which way: plain values.
#pragma once

#include <string>
#include <string_view>

#include "attempt/endpoint.h"
#include "attempt/hop.h"
#include "core/result.h"

namespace shakedown::attempt {

/// What is spoken inside TLS once it stands.
enum class Application {
  kHttp,  ///< one HTTP/1.1 request is sent and its reply recorded
  kNone,  ///< nothing is sent; we only listen
};

/// The server that is examined.
struct Target {
  Endpoint endpoint;
  Application application = Application::kHttp;
  std::string path = "/";  ///< HTTP request target
  bool operator==(const Target&) const = default;
};

/// Parses "https://host[:port][/path]", "tls://host:port" or "host[:port]" (https, port 443).
/// kUsage for anything else, with the scheme's name in the text.
Result<Target> ParseTarget(std::string_view url);
/// "https://host:port/path", IPv6 in brackets.
std::string ToUrl(const Target& target);

}  // namespace shakedown::attempt
