// A TCP endpoint as the user names it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/result.h"

namespace shakedown::attempt {

/// Host and port; nothing is resolved.
struct Endpoint {
  std::string host;  ///< name in ASCII and lower case, or IP literal without brackets
  uint16_t port = 0;
  bool operator==(const Endpoint&) const = default;
};

/// Parses "HOST:PORT" or "[V6]:PORT"; international names become A-labels. kUsage otherwise.
Result<Endpoint> ParseEndpoint(std::string_view text);
/// The same where the port may be missing, and an IPv6 address then stand without brackets.
Result<Endpoint> ParseEndpoint(std::string_view text, uint16_t default_port);
/// "host:port", IPv6 in brackets.
std::string ToText(const Endpoint& endpoint);
/// Whether `host` is an IPv4 or IPv6 literal: SNI never carries one (RFC 6066 section 3).
bool IsIpLiteral(std::string_view host);

}  // namespace shakedown::attempt
