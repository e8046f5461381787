#include "diagnosis/rules/rule.h"

namespace shakedown::diagnosis {
namespace {

// Among findings of the same certainty the one that stands first here wins: what is nearer to the
// wire or more specific before what is more general.
constexpr Rule kRules[] = {
    {"client.identity-unusable", ClientIdentityUnusable},
    {"path.proxy-refused", PathProxyRefused},
    {"path.unreachable", PathUnreachable},
    {"path.starttls-missing", PathStarttlsMissing},
    {"path.plain-http", PathPlainHttp},
    {"path.no-common-version", PathNoCommonVersion},
    {"path.no-common-cipher", PathNoCommonCipher},
    {"path.no-common-alpn", PathNoCommonAlpn},
    {"path.unknown-name", PathUnknownName},
    {"server-certificate.expired", ServerCertificateExpired},
    {"server-certificate.untrusted", ServerCertificateUntrusted},
    {"server-certificate.name-mismatch", ServerCertificateNameMismatch},
    {"server.resumed-session", ServerResumedSession},
    {"server.late-request", ServerLateRequest},
    {"server.host-mismatch", ServerHostMismatch},
    {"server.no-request-sni", ServerNoRequestSni},
    {"path.intercepted", PathIntercepted},
    {"path.tls-terminated", PathTlsTerminated},
    {"client.no-identity", ClientNoIdentity},
    {"client.key-not-accepted", ClientKeyNotAccepted},
    {"client.chain-signature-not-accepted", ClientChainSignatureNotAccepted},
    {"client.name-encoding", ClientNameEncoding},
    {"client.chain-gap", ClientChainGap},
    {"client.issuer-not-listed", ClientIssuerNotListed},
    {"client.withheld", ClientWithheld},
    {"server.empty-ca-list", ServerEmptyCaList},
    {"certificate.proof-failed", CertificateProofFailed},
    {"certificate.self-signed", CertificateSelfSigned},
    {"certificate.missing-intermediate", CertificateMissingIntermediate},
    {"certificate.untrusted-issuer", CertificateUntrustedIssuer},
    {"certificate.wrong-purpose", CertificateWrongPurpose},
    {"certificate.weak", CertificateWeak},
    {"certificate.expired", CertificateExpired},
    {"certificate.not-yet-valid", CertificateNotYetValid},
    {"certificate.unsupported-shape", CertificateUnsupportedShape},
    {"certificate.too-deep", CertificateTooDeep},
    {"certificate.revoked", CertificateRevoked},
    {"certificate.untrusted-issuer", CertificateMaybeImpostor},
    {"server.misconfigured-trust", ServerMisconfiguredTrust},
    {"certificate.revocation-unknown", CertificateRevocationUnknown},
    {"certificate.not-authorised", CertificateNotAuthorised},
    {"server.request-malformed", ServerRequestMalformed},
    {"server.request-too-large", ServerRequestTooLarge},
    {"server.no-request", ServerNoRequest},
    {"path.closed-without-reason", PathClosedWithoutReason},
};

}  // namespace

std::span<const Rule> Rules() { return kRules; }

}  // namespace shakedown::diagnosis
