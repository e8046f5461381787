#include "diagnosis/catalogue/catalogue.h"

namespace shakedown::diagnosis {
namespace {

constexpr CauseInfo kCauses[] = {
    {"certificate.untrusted-issuer", Fault::kClient,
     "the certificate was issued by an authority that the server does not trust",
     "The client presented a certificate and the server could not trace it to any authority it "
     "trusts. Either the certificate comes from another authority than the one the server expects, "
     "or an authority of the same name with another key has issued it. Use a certificate from an "
     "authority that the server lists, or have that authority added on the server.",
     "the certificate was sent, its issuer is not among the listed names or its signature does not "
     "verify with the server's CA file, and the server refused"},
    {"certificate.self-signed", Fault::kCertificate,
     "the certificate is signed by itself and the server does not trust it",
     "No authority stands behind this certificate; it vouches for itself. A server accepts such a "
     "certificate only if exactly this one was added to its trust. Have a certificate issued by an "
     "authority that the server lists.",
     "subject and issuer are the same, the certificate's own key verifies its signature, and the "
     "server refused"},
    {"certificate.missing-intermediate", Fault::kClient,
     "the certificate was sent without the intermediate certificate that links it to the server's "
     "authority",
     "The server trusts an authority that did not issue the client's certificate itself but issued "
     "an intermediate authority that did. The client has to send the intermediate along, because "
     "servers do not search for it. Configure the full chain on the client.",
     "the issuer of the last certificate sent is not a listed authority, and a known intermediate "
     "or the server's CA file closes the gap"},
    {"certificate.expired", Fault::kCertificate, "a certificate of the client's chain has expired",
     "Certificates carry a last day of validity. By the server's clock that moment has passed for "
     "the client's own certificate or for an intermediate it sent. Renew the certificate that the "
     "explanation names; if its dates look right, compare the clocks.",
     "the date in the certificate against the server's Date header and our own clock; alert 45"},
    {"certificate.not-yet-valid", Fault::kCertificate,
     "a certificate of the client's chain is not valid yet",
     "Certificates carry a first day of validity. By the server's clock that moment has not come "
     "yet, which usually means that one of the clocks is wrong or that a fresh certificate was "
     "used before its start.",
     "the date in the certificate against the server's Date header and our own clock"},
    {"certificate.too-deep", Fault::kServer,
     "the certificate chain is longer than the server allows",
     "Servers limit how many intermediate authorities may stand between the client's certificate "
     "and the authority they trust. The chain is sound but exceeds that limit. Programs count "
     "differently: a depth of 1 allows one intermediate in nginx and none in Apache.",
     "all else fits; the number of intermediates; a shorter chain of the same authority passes"},
    {"certificate.wrong-purpose", Fault::kCertificate,
     "a certificate of the chain is not meant for client authentication",
     "A certificate can be limited to certain uses. The one presented, or an intermediate above "
     "it, "
     "is limited to uses without client authentication, for example to servers only, or its key "
     "may not make digital signatures. Have it issued again with the right usage.",
     "extended key usage and key usage in the certificate; alert 43"},
    {"certificate.revoked", Fault::kCertificate, "the certificate has been revoked",
     "The authority that issued the certificate has withdrawn it, and the server checks such "
     "lists. "
     "A revoked certificate stays refused; a new one is needed.",
     "alert 44, or the authority's revocation list at hand"},
    {"certificate.revocation-unknown", Fault::kServer,
     "the server cannot tell whether certificates are revoked and therefore refuses them all",
     "The server checks revocation lists, but its list is missing for one of the authorities in "
     "the chain or has not been renewed in time. It then refuses good certificates too, often with "
     "the misleading answer that the certificate has expired.",
     "a fresh certificate of the same authority is refused as well; alert 45 while every date is "
     "right; the revocation list is past its next update"},
    {"certificate.weak", Fault::kCertificate,
     "a key or a signature of the chain is too weak for the server",
     "The certificate uses a key that is too short or a digest that is broken, such as RSA with "
     "1024 bits or SHA-1. Servers with current security settings refuse those. Issue a new "
     "certificate with a stronger key and SHA-256 or better.",
     "key size and signature digest of the certificates in the chain"},
    {"certificate.proof-failed", Fault::kClient,
     "the client's proof that it holds the private key was refused",
     "After the certificate the client signs the handshake with its private key. The server could "
     "not verify that signature with the certificate's public key: the key belongs to another "
     "certificate, or the component that signs is broken.",
     "alert 51 after the client's signature; comparing the public keys of certificate and key"},
    {"certificate.unsupported-shape", Fault::kCertificate,
     "the certificate has a form that the server does not accept",
     "The certificate is unusual in a way that verifiers refuse: an old version, an empty subject, "
     "an unknown extension marked critical, a name that the authority may not vouch for, or a CA "
     "certificate used as a client's.",
     "the fields of the certificate"},
    {"certificate.not-authorised", Fault::kServer,
     "TLS accepted the certificate and the application refused the request",
     "The certificate is in order and the handshake went through. What refuses is behind it: a "
     "rule "
     "about subjects, groups or paths answered 401 or 403. The certificate tells who the client "
     "is; the application decided that this client may not have the page.",
     "a finished handshake with a certificate and an HTTP refusal that names no certificate "
     "problem; another identity of the same authority gets in"},
};

}  // namespace

std::span<const CauseInfo> CertificateCauses() { return kCauses; }

}  // namespace shakedown::diagnosis
