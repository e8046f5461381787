// Delegated credentials (RFC 9345): a short-lived key that signs in place of the certificate's.
#pragma once

#include <openssl/evp.h>

#include <optional>
#include <string_view>

#include "core/bytes.h"
#include "ossl/handles.h"

namespace shakedown::handshake::damage {

/// The word for one as an extension of a CertificateEntry, and for its key.
inline constexpr std::string_view kDelegatedExtension = "delegated-credential";
inline constexpr std::string_view kDelegatedKey = "delegated";
/// The type of the extension (RFC 9345 section 4).
inline constexpr uint16_t kDelegatedType = 34;

struct DelegatedCredential {
  Bytes extension;    ///< content of the extension
  ossl::PkeyPtr key;  ///< what it delegates to
};

/// A right one for the certificate `leaf` (DER), valid for a day and signed with the certificate's
/// `key`, which has to be one on P-256. Nothing for other keys or if the library fails.
std::optional<DelegatedCredential> Delegate(EVP_PKEY* key, ByteSpan leaf);

}  // namespace shakedown::handshake::damage
