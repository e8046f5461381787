#include "diagnosis/catalogue/catalogue.h"

namespace shakedown::diagnosis {
namespace {

constexpr CauseInfo kCauses[] = {
    {"server.no-request", Fault::kServer, "the server never asked for a client certificate",
     "A client may only present a certificate when the server asks for one, and this server did "
     "not ask, neither in the handshake nor after the request. Either client authentication is not "
     "switched on for this name and path, or it is meant to be off. If access was granted, nobody "
     "had to prove who they are.",
     "a full handshake without CertificateRequest, none after the HTTP request, and none with "
     "other server names"},
    {"server.no-request-sni", Fault::kClient,
     "the server name sent in the handshake selected a virtual host that does not ask",
     "One address often serves many names. The server chooses its rules by the name in the TLS "
     "handshake (SNI), before it sees the HTTP request. The name was absent, unknown or another "
     "one, so the rules of a host without client authentication were applied, and the host that "
     "the HTTP request was for then missed the certificate.",
     "the same address with SNI set to the wanted host does send a CertificateRequest"},
    {"server.host-mismatch", Fault::kClient,
     "the connection was made for one host name and the request is for another",
     "The TLS handshake named one host and the HTTP request on the same connection names another "
     "with different rules for client certificates. Servers refuse that, usually with status 421, "
     "because the certificate was judged by the wrong rules. Use the same name in both places, or "
     "open a new connection for the other host.",
     "SNI and Host differ, and the answer changes when they are the same"},
    {"server.late-request", Fault::kServer,
     "the server wants the certificate only after it has read the request, and this client cannot "
     "answer then",
     "Client authentication is configured for one path and not for the whole host. The server "
     "learns the path after the handshake and has to ask late: by renegotiation in TLS 1.2, by "
     "post-handshake authentication in TLS 1.3. Many clients support neither, and HTTP/2 forbids "
     "both. Ask for the certificate in the first handshake, on a host name of its own if need be.",
     "a CertificateRequest after the HTTP request, or a refusal of the path in TLS 1.3 where TLS "
     "1.2 "
     "renegotiates"},
    {"server.resumed-session", Fault::kServer,
     "a resumed session carried an old answer about the client certificate along",
     "TLS can shorten a handshake by resuming an earlier session. The server then does not ask for "
     "a certificate again and goes on with what it knew: no certificate, a refused one, or one for "
     "another host. A new certificate has no effect until a full handshake takes place.",
     "the session was resumed, and a full handshake behaves differently"},
    {"server.request-too-large", Fault::kServer,
     "the server's list of accepted authorities is too large",
     "The server names so many certificate authorities that the request does not fit where it has "
     "to: the server fails while building it, or clients refuse the message. Shorten the CA file "
     "that the names are taken from, or switch the announcement off.",
     "alert 80 or a close in place of the server's first flight; the size of the request against "
     "2^14 and 2^16 octets"},
    {"server.request-malformed", Fault::kServer,
     "the server's certificate request breaks the TLS specification",
     "The CertificateRequest message cannot be decoded as the specification says: a missing "
     "mandatory list, a name that is not valid, wrong lengths or left-over bytes. Strict clients "
     "abort, lenient ones guess.",
     "decoding errors with their offsets in the message"},
    {"server.empty-ca-list", Fault::kServer,
     "the server asks for a certificate without naming the authorities it accepts",
     "An empty list of authorities is allowed, but a client with several certificates cannot tell "
     "which one to send, and some then send none. It is seldom the main cause.",
     "a CertificateRequest without names and an empty Certificate message from a client that needs "
     "names to choose"},
    {"server.misconfigured-trust", Fault::kServer,
     "the certificate is right; the server's own trust configuration is not",
     "Everything that can be checked from the client's side is in order, yet the server does not "
     "accept the certificate's issuer. Its CA file lacks a link, such as the root above an "
     "intermediate, or holds another authority of the same name.",
     "the server's CA file or the names it lists show a valid path, and the server answers that it "
     "does not know the issuer"},
};

}  // namespace

std::span<const CauseInfo> ServerCauses() { return kCauses; }

}  // namespace shakedown::diagnosis
