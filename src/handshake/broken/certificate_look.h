// A second look at a client's Certificate message: what is in it however badly it is written.
#pragma once

#include <vector>

#include "core/bytes.h"
#include "handshake/broken/flaw.h"
#include "ossl/handles.h"
#include "tls/code_points.h"

namespace shakedown::handshake::broken {

struct CertificateLook {
  Flaw flaw = Flaw::kNone;
  bool empty = false;  ///< a good message that says "none"
  /// What can be read, in the order of the list. Empty where the flaw is that nothing can.
  std::vector<ossl::X509Ptr> certificates;
};

/// `message` is a Certificate or CompressedCertificate, header included, as far as it came: its
/// length may lie.
CertificateLook LookAtCertificate(tls::Version version, ByteSpan message);

}  // namespace shakedown::handshake::broken
