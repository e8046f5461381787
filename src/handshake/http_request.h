// The HTTP requests that follow a handshake: checked and complete, then written for one version.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "attempt/spec.h"
#include "core/result.h"

namespace shakedown::handshake {

/// One request, without a body, before it is written. Holds no control character, but for line
/// breaks that fold the value of a field (RFC 9112 section 5.2).
struct PreparedRequest {
  std::string method;
  std::string path;  ///< or what else stands in the request line
  std::string host;  ///< Host field, or :authority
  /// All other fields: those sent by default that the spec does not replace, then the spec's.
  std::vector<std::pair<std::string, std::string>> fields;
  std::vector<std::pair<std::string, std::string>> trailers;
};

/// All requests of the spec, in order; none if it has none. kUsage if a part holds a line break or
/// another control character, which would make it two requests.
Result<std::vector<PreparedRequest>> PrepareRequests(const attempt::HandshakeSpec& spec);

/// The octets of a request in HTTP/1.1 (RFC 9112 section 3). `last`: with `Connection: close`,
/// unless the request names another.
std::string WriteHttp1(const PreparedRequest& request, bool last);

/// The fields of a request in HTTP/2, pseudo-header fields first, names in lower case, without
/// those that belong to an HTTP/1.1 connection (RFC 9113 sections 8.2 and 8.3.1).
std::vector<std::pair<std::string, std::string>> Http2Fields(const PreparedRequest& request);
/// Its trailers in HTTP/2, names in lower case.
std::vector<std::pair<std::string, std::string>> Http2Trailers(const PreparedRequest& request);

}  // namespace shakedown::handshake
