// One run of the library's chain verification that goes on after every error.
#pragma once

#include <span>
#include <vector>

#include "ossl/handles.h"
#include "pki/chain.h"

namespace shakedown::pki {

/// One error as the library reported it.
struct VerifyError {
  int error = 0;  ///< X509_V_ERR_*
  int depth = 0;
};

/// What the run showed.
struct Verification {
  std::vector<VerifyError> errors;
  std::vector<ossl::X509Ptr> chain;  ///< as built, leaf first; up to the anchor if complete

  bool complete() const;  ///< the chain ends in a trust anchor
  bool Has(int error) const;
};

/// Verifies `leaf` as a TLS peer of the other role does: purpose and trust by role, security level
/// 2, certificates of `untrusted` as candidates for issuers.
Verification Verify(X509* leaf, std::span<const ossl::X509Ptr> untrusted,
                    std::span<const ossl::X509Ptr> more_untrusted, const TrustStore& trust,
                    const CheckOptions& options);

}  // namespace shakedown::pki
