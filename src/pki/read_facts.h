// X509 object to CertificateFacts: the one place that does it.
#pragma once

#include <string>

#include "attempt/facts.h"
#include "core/bytes.h"
#include "core/result.h"
#include "ossl/handles.h"

namespace shakedown::pki {

/// Everything the certificate says. Fields that cannot be decoded stay at their defaults (dates:
/// the epoch), because a broken certificate is still evidence. A signature made with RSASSA-PSS
/// does not say whether the issuer's key is restricted to PSS: `signature_scheme` is the
/// rsa_pss_rsae one unless the certificate is self-signed with a restricted key.
attempt::CertificateFacts ReadFacts(X509* certificate);
/// From DER as received; kFormat if it is not exactly one certificate.
Result<attempt::CertificateFacts> ReadFacts(ByteSpan der);
/// Type, size and curve of a public or private key.
attempt::KeyFacts ReadKeyFacts(EVP_PKEY* key);
/// The DER of a certificate.
Bytes ToDer(X509* certificate);
/// PEM text of one certificate.
std::string ToPem(X509* certificate);
/// A Name's DER.
Bytes ToDer(const X509_NAME* name);
/// The time in UTC, or nothing if it is malformed.
std::optional<UtcSeconds> ToUtc(const ASN1_TIME* time);
/// RFC 4514 text of the subject, printable; "(empty subject)" for an empty name.
std::string SubjectText(X509* certificate);
/// An ASN.1 INTEGER in lower-case hex, as in CertificateFacts::serial.
std::string ToHexText(const ASN1_INTEGER* integer);

}  // namespace shakedown::pki
