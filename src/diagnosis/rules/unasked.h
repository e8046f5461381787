// What the rules about missing requests share: a full handshake without CertificateRequest, and an
// answer that complains about the client's certificate.
#pragma once

#include "diagnosis/case.h"

namespace shakedown::diagnosis {

/// The server never asked on this connection, and an answer says that a certificate is missing or
/// bad.
inline bool MissedUnasked(const Case& c) {
  if (c.requested() || c.resumed || !c.refused()) return false;
  return c.HasPage(Page::kMissingCertificate) || c.HasPage(Page::kBadCertificate) ||
         c.HasPage(Page::kSomeCertificate);
}

}  // namespace shakedown::diagnosis
