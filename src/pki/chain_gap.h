// Why a chain does not reach a trust anchor: unknown issuer, missing link, impostor, self-signed.
#pragma once

#include <span>

#include "attempt/facts.h"
#include "pki/chain.h"
#include "pki/verification.h"

namespace shakedown::pki {

/// The one finding that says why the incomplete `verification` ends where it does.
attempt::PathFinding ExplainGap(const Verification& verification,
                                std::span<const ossl::X509Ptr> presented,
                                std::span<const ossl::X509Ptr> known, const TrustStore& trust,
                                const CheckOptions& options);

}  // namespace shakedown::pki
