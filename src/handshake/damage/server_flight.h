// The server's first flight with a misstep in it. Pure: messages in, messages out; what is not the
// misstep is made right for what is really sent.
#pragma once

#include <openssl/evp.h>

#include <functional>
#include <vector>

#include "core/bytes.h"
#include "handshake/damage/misstep.h"
#include "handshake/damage/transcript.h"

namespace shakedown::handshake::damage {

/// What a flight is made from. Pointers are borrowed.
struct ServerFlightOrder {
  tls::Version version{};
  const EVP_MD* digest = nullptr;  ///< of the cipher suite
  /// TLS 1.3: all up to and with ServerHello. Not looked at in TLS 1.2.
  Transcript before;
  /// The library's messages after ServerHello; in TLS 1.2 with it.
  std::vector<Bytes> library;
  EVP_PKEY* key = nullptr;  ///< the server's, signs CertificateVerify
  /// TLS 1.3: Finished over a transcript hash.
  std::function<Bytes(ByteSpan transcript_hash)> verify_data;
};

/// The messages as they go out. The library's own where the flight gives no occasion for the
/// misstep, or the library cannot sign.
std::vector<Bytes> MakeServerFlight(Misstep misstep, const ServerFlightOrder& order);

/// A CertificateRequest of TLS 1.3 after the handshake, with `context` (RFC 9846 section 4.7.2).
Bytes LateCertificateRequest(ByteSpan context);

}  // namespace shakedown::handshake::damage
