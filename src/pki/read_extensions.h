// The extensions of a certificate (RFC 5280 section 4.2) as CertificateFacts.
#pragma once

#include "attempt/facts.h"
#include "ossl/handles.h"

namespace shakedown::pki {

/// Fills the extension fields of `facts`. An extension that does not decode counts as absent.
void ReadExtensions(X509* certificate, attempt::CertificateFacts& facts);

}  // namespace shakedown::pki
