// Where a handshake goes and by which way: plain values.
#pragma once

#include <string>
#include <string_view>

#include "attempt/endpoint.h"
#include "attempt/hop.h"
#include "attempt/protocol.h"
#include "core/result.h"

namespace shakedown::attempt {

/// The server that is examined.
struct Target {
  Endpoint endpoint;
  Application application = Application::kHttp;
  std::string path = "/";  ///< HTTP request target; the database behind '/' in database URLs
  bool starttls = false;   ///< TLS is asked for in the application's own protocol, in clear
  std::string user;        ///< whom a database login names; empty: the protocol's usual one
  bool operator==(const Target&) const = default;
};

/// Parses "https://host[:port][/path]", "tls://host:port", "host[:port]" (https, port 443), or the
/// URL of any row of `Protocols()`: "smtp://host" asks for TLS, "smtps://host" begins with it,
/// "postgres://user@host/database" names whom to log in as. The host becomes ASCII (A-labels) in
/// lower case. kUsage for anything else, with the scheme's name in the text.
Result<Target> ParseTarget(std::string_view url);
/// The same where --starttls names the protocol that asks for TLS (empty: none): "host[:port]" and
/// "tls://host:port" are then of that protocol, with its port for a bare host. kUsage for a name
/// that is not known and for a URL of another protocol.
Result<Target> ParseTarget(std::string_view url, std::string_view starttls);
/// "https://host:port/path", IPv6 in brackets.
std::string ToUrl(const Target& target);

}  // namespace shakedown::attempt
