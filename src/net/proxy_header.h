// The header of the PROXY protocol, versions 1 and 2: it tells a server behind a proxy who the
// client is. Sent first, never answered.
#pragma once

#include "core/bytes.h"
#include "net/connector.h"

namespace shakedown::net {

enum class ProxyHeaderVersion { k1, k2 };

/// The header that claims a TCP connection from `source` to `destination`. Addresses of different
/// families both go out as IPv6, the IPv4 one mapped; what is no address makes the header say that
/// the connection is of an unknown kind.
Bytes ProxyHeader(ProxyHeaderVersion version, const Address& source, const Address& destination);

}  // namespace shakedown::net
