// Intermediates with deviations: the part of minting authorities that identities need.
#pragma once

#include <string>

#include "pki/defect.h"
#include "pki/mint.h"

namespace shakedown::pki {

/// How an intermediate deviates from a good one.
struct IntermediateOptions {
  bool expired = false;
  bool reencoded_issuer = false;
  Defect defect = Defect::kNone;
  int number = 0;  ///< counted from the topmost
};

/// As MintIntermediate, with deviations.
Result<AuthorityPtr> MintIntermediateWith(const Authority& issuer, const std::string& common_name,
                                          const IntermediateOptions& options);

/// The issuer field for a certificate below `issuer`; null on failure is an error.
Result<ossl::NamePtr> IssuerName(const Authority& issuer, bool reencoded);

}  // namespace shakedown::pki
