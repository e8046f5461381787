#include "diagnosis/catalogue/catalogue.h"

namespace shakedown::diagnosis {
namespace {

constexpr CauseInfo kCauses[] = {
    {"path.tls-terminated", Fault::kPath,
     "something in front of the server ends TLS, so the certificate never reaches the server",
     "A client certificate reaches only the program that the TLS connection ends at. Here that is "
     "a "
     "reverse proxy, a load balancer or a content network, and it passes the request on over a "
     "connection of its own that has no client certificate. The server behind it then misses one. "
     "Let the front ask for the certificate, or pass the connection through unopened.",
     "the server's \"no certificate\" answer on a connection that never asked for one; another "
     "server certificate or headers of an intermediary; a direct connection does ask"},
    {"path.intercepted", Fault::kPath, "something on the way opens and re-signs the connection",
     "The server certificate that arrives was made by an inspection device and not by the real "
     "server. Such a device cannot pass the client's proof on, so client certificates cannot work "
     "through it. Exempt the server from inspection.",
     "the server certificate leads to an unknown authority, or differs between the direct and the "
     "proxied path"},
    {"path.proxy-refused", Fault::kPath, "the forward proxy did not open the tunnel",
     "The way to the server leads through a proxy, and the proxy answered that it will not "
     "connect: "
     "not allowed, not logged in, or the server was not reached from there. TLS with the server "
     "never began.",
     "the proxy's reply"},
    {"path.plain-http", Fault::kClient, "one side speaks plain HTTP and the other TLS",
     "TLS was started, but the answer is not TLS: usually the port serves plain HTTP or another "
     "protocol. Check the port, or use the port that the server offers TLS on.",
     "the first octets of the answer"},
    {"path.starttls-missing", Fault::kClient,
     "the protocol has to be asked for TLS first (STARTTLS), or refuses it",
     "Mail, directory and database protocols often begin in clear and switch to TLS on a command. "
     "TLS from the first octet is not understood there. Or TLS was asked for in clear, and the "
     "server does not offer it, refuses it, or expects TLS from the first octet.",
     "the dialogue before TLS"},
    {"path.unreachable", Fault::kPath, "the server was not reached",
     "There was no connection on which a certificate could have been asked for: the name does not "
     "resolve, the connection was refused, no route exists, or nothing answered in time.",
     "which step failed: name, connection or first octet"},
    {"path.no-common-version", Fault::kServer, "client and server have no TLS version in common",
     "The server refused the handshake at its first message because it speaks none of the offered "
     "TLS versions. Certificates had no part in it.",
     "alert 70 before ServerHello; a handshake with other versions passes"},
    {"path.no-common-cipher", Fault::kServer,
     "client and server have no cipher, group or signature algorithm in common",
     "The server refused the handshake at its first message because nothing that was offered suits "
     "it. Certificates of the client had no part in it.",
     "alert 40 or 71 before ServerHello; a handshake with other offers passes"},
    {"path.no-common-alpn", Fault::kServer,
     "client and server have no application protocol in common",
     "The client said which protocols it wants to speak inside TLS (ALPN) and the server supports "
     "none of them. Certificates had no part in it.",
     "alert 120 before ServerHello"},
    {"path.unknown-name", Fault::kClient, "the server does not know the host name it was asked for",
     "The host name in the handshake (SNI) is not one that the server serves, and it says so "
     "instead of falling back to a default. Correct the name, or add it on the server.",
     "alert 112"},
    {"path.closed-without-reason", Fault::kServer,
     "the connection was closed and no reason was given",
     "The server ended the connection without an alert and without an answer. Several programs "
     "refuse client certificates that way (Node, the Java HTTPS server, the nginx stream module), "
     "but a crash or a device on the way looks the same. The server's log has the reason.",
     "the close itself; what other attempts show"},
};

}  // namespace

std::span<const CauseInfo> PathCauses() { return kCauses; }

}  // namespace shakedown::diagnosis
