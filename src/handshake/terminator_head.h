// What a TLS-terminating proxy changes in the heads that it passes on (RFC 9110 section 7.6). Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "handshake/peer_request.h"

namespace shakedown::handshake {

/// The values of Server and Via that the terminator writes.
inline constexpr std::string_view kTerminatorName = "shakedown-terminator";

/// The request head for the origin: as received, but without the fields that concern only one
/// connection, with Via, and with `Connection: close`.
std::string OriginRequestHead(const RequestHead& request);

/// The reply head for the client, from the origin's (without the empty line at its end): the
/// connection's own fields are taken off, Server is replaced as nginx does, Via is added. Nothing
/// if it is not an HTTP/1 head.
std::optional<std::string> ClientReplyHead(std::string_view head);

}  // namespace shakedown::handshake
