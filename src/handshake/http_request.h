// The one HTTP/1.1 request that follows a handshake.
#pragma once

#include <string>

#include "attempt/spec.h"
#include "core/result.h"

namespace shakedown::handshake {

/// The octets of the spec's request, without a body and with `Connection: close` unless the spec
/// names another. Fields of the spec replace those that would be sent by default. kUsage if a part
/// holds a line break or another control character, which would make it two requests. Must not be
/// called for a spec without a request.
Result<std::string> WriteRequest(const attempt::HandshakeSpec& spec);

}  // namespace shakedown::handshake
