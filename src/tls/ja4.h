// JA4, the fingerprint of TLS clients that FoxIO published: what a ClientHello offers, without what
// changes from connection to connection. For people and their other tools.
#pragma once

#include <string>

#include "tls/client_hello.h"

namespace shakedown::tls {

/// The fingerprint of a client that came over TCP, "t13d1516h2_8daaf6152771_e5627efa2ab1": the
/// highest version, whether it names a server, how many cipher suites and extensions, the first
/// ALPN protocol, and the hashes of `Ja4Raw`'s lists.
std::string Ja4(const ClientHello& hello);

/// The same with the lists in place of their hashes ("JA4_r"): cipher suites and extensions
/// (without server name and ALPN) sorted, signature algorithms in the client's order.
std::string Ja4Raw(const ClientHello& hello);

/// Whether `value` is one of the code points that clients strew in at random (GREASE, RFC 8701).
bool IsGrease(uint16_t value);

}  // namespace shakedown::tls
