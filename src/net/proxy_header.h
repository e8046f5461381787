// The header of the PROXY protocol, versions 1 and 2: it tells a server behind a proxy who the
// client is. Sent first, never answered.
#pragma once

#include <string_view>

#include "core/bytes.h"
#include "net/connector.h"

namespace shakedown::net {

enum class ProxyHeaderVersion { k1, k2 };

/// The header that claims a TCP connection from `source` to `destination`. Addresses of different
/// families both go out as IPv6, the IPv4 one mapped; what is no address makes the header say that
/// the connection is of an unknown kind. With a `client_name` of at most 255 octets version 2 also
/// claims that a proxy verified a TLS client certificate of that common name (PP2_TYPE_SSL).
Bytes ProxyHeader(ProxyHeaderVersion version, const Address& source, const Address& destination,
                  std::string_view client_name = {});

}  // namespace shakedown::net
