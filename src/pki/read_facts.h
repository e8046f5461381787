// X509 object to CertificateFacts: the one place that does it.
#pragma once

#include "attempt/facts.h"
#include "core/bytes.h"
#include "core/result.h"
#include "ossl/handles.h"

namespace shakedown::pki {

attempt::CertificateFacts ReadFacts(X509* certificate);
/// From DER as received; kFormat if it is not a certificate.
Result<attempt::CertificateFacts> ReadFacts(ByteSpan der);
attempt::KeyFacts ReadKeyFacts(EVP_PKEY* key);
/// The DER of a certificate.
Bytes ToDer(X509* certificate);
/// PEM text of certificates, in order.
std::string ToPem(X509* certificate);

}  // namespace shakedown::pki
