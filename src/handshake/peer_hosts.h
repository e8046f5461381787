// Names of virtual hosts: how the built-in peer compares the SNI and the Host field with its hosts.
// Pure.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/bytes.h"
#include "handshake/peer.h"

namespace shakedown::handshake {

/// Whether hosts of this kind ask for a certificate in the first handshake.
bool AsksAtOnce(Behaviour behaviour);
/// Whether a certificate is indispensable there.
bool RequiresAtOnce(Behaviour behaviour);

/// `name` in lower case without a trailing dot: the form in which names are compared.
std::string NormalisedHostName(std::string_view name);
/// The name in a Host field: port and trailing dot taken off, lower case.
std::string NameOfHostField(std::string_view field);

/// The host called `name` (any case, with or without trailing dot), or else "*" in place of its
/// first label, as an index; nothing if it is unknown or empty.
std::optional<size_t> FindHost(std::span<const PeerHost> hosts, std::string_view name);

/// The host_name in the body of a server_name extension (RFC 6066 section 3); empty if there is
/// none or the body is malformed (the TLS library refuses it then).
std::string ServerNameOf(ByteSpan extension);

}  // namespace shakedown::handshake
