// Certificates that were at hand together, and which of them signed which.
#pragma once

#include <span>
#include <vector>

#include "attempt/facts.h"
#include "ossl/handles.h"

namespace shakedown::pki {

/// Facts of certificates in their order, a chain leaf first, with `signature_verified` where a
/// certificate that bears the issuer's name is among them: the next one if it bears it, else any.
/// What a peer sends costs a bounded number of signature checks.
std::vector<attempt::CertificateFacts> ReadChain(std::span<const ossl::X509Ptr> certificates);

}  // namespace shakedown::pki
