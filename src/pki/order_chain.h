// Which of many certificates is the leaf, and which link it upwards.
#pragma once

#include <span>
#include <vector>

#include "core/clock.h"
#include "ossl/handles.h"

namespace shakedown::pki {

/// Whether `issuer` has the name and the key that `subject` was issued with.
bool Issued(X509* issuer, X509* subject);

/// The certificates of `pool` that link `leaf` upwards, in order, without a self-signed root. Of
/// several candidates the one valid at `now` wins (cross-signed and renewed intermediates).
std::vector<ossl::X509Ptr> OrderChain(X509* leaf, std::span<const ossl::X509Ptr> pool,
                                      UtcSeconds now);

/// The certificate of `pool` that carries the public half of `key`, preferring one valid at `now`;
/// null if there is none. Borrowed from `pool`.
X509* FindLeaf(EVP_PKEY* key, std::span<const ossl::X509Ptr> pool, UtcSeconds now);

}  // namespace shakedown::pki
