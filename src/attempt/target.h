// Where a handshake goes and by which way: plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace shakedown::attempt {

/// What is spoken inside TLS once it stands.
enum class Application {
  kHttp,  ///< one HTTP/1.1 request is sent and its reply recorded
  kNone,  ///< nothing is sent; we only listen
};

/// A TCP endpoint as the user names it.
struct Endpoint {
  std::string host;  ///< name or IP literal, without brackets
  uint16_t port = 0;
  bool operator==(const Endpoint&) const = default;
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
/// Parses "HOST:PORT" or "[V6]:PORT"; kUsage otherwise.
Result<Endpoint> ParseEndpoint(std::string_view text);
/// "host:port", IPv6 in brackets.
std::string ToText(const Endpoint& endpoint);
/// Whether `host` is an IPv4 or IPv6 literal: SNI never carries one (RFC 6066 section 3).
bool IsIpLiteral(std::string_view host);

/// One forward proxy on the way.
struct Hop {
  enum class Kind { kHttpConnect };
  Kind kind = Kind::kHttpConnect;
  Endpoint endpoint;
  bool operator==(const Hop&) const = default;
};

/// How we get there: through these proxies in order; empty is direct.
using Path = std::vector<Hop>;

/// Parses one proxy URL, "http://host:port"; kUsage otherwise.
Result<Hop> ParseHop(std::string_view url);
std::string ToUrl(const Hop& hop);
/// Parses blank-separated proxy URLs in the order in which they are passed; kUsage otherwise.
Result<Path> ParsePath(std::string_view urls);

}  // namespace shakedown::attempt
