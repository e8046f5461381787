// Extensions that only deliberately bad certificates carry, and the names in them.
#pragma once

#include <openssl/x509v3.h>

#include <string>
#include <vector>

#include "core/bytes.h"

namespace shakedown::pki {

/// A critical extension under an arc that nobody has registered one under (RFC 5612 example arc).
bool AddUnknownCritical(X509* certificate);

/// One extension of dotted `oid` around `value` (DER).
bool AddRawExtension(X509* certificate, const char* oid, ByteSpan value, bool critical);

/// Critical name constraints (RFC 5280 section 4.2.1.10) on names of `type` (GEN_DNS, GEN_RID ...),
/// as text, that are permitted or else excluded.
bool ConstrainNames(X509* certificate, int type, const std::vector<std::string>& trees,
                    bool permitted);

}  // namespace shakedown::pki
