// Puts an Identity together from its parts; used by loading and by minting.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "pki/identity.h"

namespace shakedown::pki {

/// New owners of the same certificates, in order.
std::vector<ossl::X509Ptr> UpRefAll(std::span<const ossl::X509Ptr> certificates);

/// An identity with its facts filled in.
IdentityPtr MakeIdentity(std::string name, ossl::X509Ptr leaf, std::vector<ossl::X509Ptr> chain,
                         std::vector<ossl::X509Ptr> withheld, ossl::PkeyPtr key);

/// `identity` with another chain behind its leaf, whatever stands in it; its facts say so.
IdentityPtr WithChain(const Identity& identity, std::vector<ossl::X509Ptr> chain);

}  // namespace shakedown::pki
