#include "diagnosis/catalogue/catalogue.h"

namespace shakedown::diagnosis {
namespace {

constexpr CauseInfo kCauses[] = {
    {"client.no-identity", Fault::kClient,
     "the server asked for a certificate and the client has none configured",
     "The server asked who the client is. The client was started without a certificate and private "
     "key, so it answered with an empty certificate list. Servers that insist refuse at that "
     "point, in TLS or with an error page. Give the client a certificate that was issued by one of "
     "the authorities the server names.",
     "a CertificateRequest and an empty Certificate message on the wire, and no identity given"},
    {"client.identity-unusable", Fault::kClient, "the client's certificate or key cannot be used",
     "The files that hold the certificate and the private key could not be loaded or do not work "
     "together: a wrong passphrase, a key that belongs to another certificate, an old PKCS#12 "
     "encryption, a wrong file format, a missing key, or a key that the local TLS library refuses "
     "as too weak. Nothing was sent to the server; the files have to be repaired first.",
     "loading the files before any connection is made"},
    {"client.issuer-not-listed", Fault::kClient,
     "the server lists the authorities it accepts and none of them issued the client's certificate",
     "With its request the server sends the names of the certificate authorities it accepts. Many "
     "clients (browsers, Go, Java, wget) look for a certificate that leads to one of those names "
     "and send none at all if there is no match. The server then sees a client without a "
     "certificate, although one is configured.",
     "an empty Certificate message, an identity that is configured, and no issuer of its chain "
     "among the names in the CertificateRequest"},
    {"client.chain-gap", Fault::kClient,
     "an intermediate certificate is missing, so the client cannot tell that its certificate fits",
     "The server lists an authority that stands above an intermediate authority, and the "
     "intermediate issued the client's certificate. A client that was given only its own "
     "certificate cannot see that connection and sends nothing. Configure the intermediate "
     "certificate next to the client's own.",
     "the certificate's issuer is neither listed nor in the configured chain, and a known "
     "intermediate, a key identifier or the server's CA file shows the link to a listed authority"},
    {"client.name-encoding", Fault::kCertificate,
     "a listed authority and the issuer have the same name in different encodings",
     "The name in the server's list and the issuer name in the certificate read the same, but "
     "their bytes differ: another string type, upper and lower case, or blanks. Clients that "
     "compare bytes (Go, wget, Firefox, Chromium on Linux) take them for two names and send "
     "nothing, while others do send. Issue the authority or the certificate again so that the "
     "bytes are the same.",
     "the two names are equal after the normalisation of RFC 5280 section 7.1 and differ in bytes"},
    {"client.key-not-accepted", Fault::kClient,
     "the server accepts no signature that the client's key can make",
     "The request lists the signature algorithms, and before TLS 1.3 the certificate types, that "
     "the server accepts. None of them fits the kind of key in the client's certificate, for "
     "example an elliptic-curve key against a list with RSA only. TLS libraries then send an empty "
     "certificate list without a word. In TLS 1.2 curves cannot be listed: a server that does not "
     "take the key's curve refuses the certificate when it comes.",
     "type, curve and size of the key against signature_algorithms and certificate_types of the "
     "CertificateRequest"},
    {"client.chain-signature-not-accepted", Fault::kCertificate,
     "a certificate of the client's chain is signed with an algorithm that the server does not "
     "list",
     "The client's key fits, but a certificate in its chain carries a signature of a kind that the "
     "server does not accept, often SHA-1. Some clients then send nothing, others send and are "
     "refused. Have the certificate issued again with an algorithm from the server's list.",
     "signature_algorithms_cert, or signature_algorithms where it is absent, against the "
     "signatures in the chain"},
    {"client.withheld", Fault::kClient,
     "the certificate fits, but this client would not send it by a rule of its own",
     "Everything the server asked for is satisfied, yet this kind of client keeps the certificate "
     "back: it hides expired certificates or wrong usages, cannot reach the key store, waits for "
     "the user to choose, or remembers an earlier refusal.",
     "a CertificateRequest that fits and an empty Certificate message from a client whose rules "
     "are "
     "known"},
};

}  // namespace

std::span<const CauseInfo> ClientCauses() { return kCauses; }

}  // namespace shakedown::diagnosis
