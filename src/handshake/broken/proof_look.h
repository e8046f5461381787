// A second look at a client's CertificateVerify: what exactly is wrong with a signature that does
// not fit.
#pragma once

#include <openssl/evp.h>

#include <vector>

#include "handshake/broken/flaw.h"
#include "handshake/damage/transcript.h"
#include "tls/code_points.h"

namespace shakedown::handshake::broken {

/// What a proof is for. Pointers and spans are borrowed.
struct ProofOccasion {
  tls::Version version{};
  const EVP_MD* digest = nullptr;     ///< of the cipher suite
  const damage::Transcript& covered;  ///< all messages before it
  size_t before = 0;                  ///< how many of them came before the client's flight
  std::span<const tls::SignatureScheme> offered;
};

/// kNone for a good one, kOther for one that cannot be read or whose scheme is not one of `key`.
Flaw LookAtProof(ByteSpan message, EVP_PKEY* key, const ProofOccasion& occasion);

}  // namespace shakedown::handshake::broken
