// Signatures of CertificateVerify made by ourselves, right and wrong ones.
#pragma once

#include <openssl/evp.h>

#include <optional>
#include <string>

#include "core/bytes.h"
#include "tls/code_points.h"

namespace shakedown::handshake::damage {

/// How RSASSA-PSS departs from what the scheme says (RFC 9846 section 4.3.3).
struct PssForm {
  std::string salt;         ///< "none", "shorter", "longer", "longest"; empty: as it should be
  std::string mask_digest;  ///< "sha1" ...; empty: as it should be
};

/// Signs `content` as `scheme` says as far as the kind of `key` allows; a key of another kind signs
/// in its own way with the scheme's digest. Nothing if the library cannot.
std::optional<Bytes> Sign(EVP_PKEY* key, tls::SignatureScheme scheme, const PssForm& pss,
                          ByteSpan content);

/// What `form` ("ecdsa-zero", "eddsa-plus-order", "pkcs1-no-null" ...) makes of a good `signature`
/// over `content`. Nothing if the key is of another kind or the signature does not read.
std::optional<Bytes> Misshape(const std::string& form, EVP_PKEY* key, ByteSpan content,
                              ByteSpan signature);

/// The digest that a scheme names; null for EdDSA and for schemes that are not known.
const EVP_MD* DigestOf(tls::SignatureScheme scheme);

}  // namespace shakedown::handshake::damage
