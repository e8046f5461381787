// How the built-in peer asks whether a client's certificate was taken back: OCSP (RFC 6960), while
// the handshake waits.
#pragma once

#include <openssl/x509.h>

#include "core/clock.h"

namespace shakedown::handshake {

/// The longest time that a handshake waits for a responder. The other connections of its thread
/// wait with it.
inline constexpr Milliseconds kOcspLimit{400};

/// What the peer is lenient about; all false: it insists.
struct OcspLeniency {
  bool ignores_status = false;      ///< takes whatever status is said
  bool takes_silence = false;       ///< no usable answer is as good as a good one
  bool believes_everybody = false;  ///< looks neither at the signature nor at id and time
};

/// Asks the responder that the leaf of a path names, which has to be verified already. X509_V_OK,
/// or the error that the handshake ends with: X509_V_ERR_CERT_REVOKED, _OCSP_CERT_UNKNOWN,
/// _OCSP_VERIFY_NEEDED (nothing could be asked), _OCSP_VERIFY_FAILED (the answer is not believed).
int AskResponder(X509_STORE_CTX* path, const OcspLeniency& leniency);

}  // namespace shakedown::handshake
