// What the rules about missing requests share: a full handshake without CertificateRequest, and an
// answer that complains about the client's certificate.
#pragma once

#include <algorithm>

#include "diagnosis/case.h"

namespace shakedown::diagnosis {

/// The server never asked on this connection, and an answer says that a certificate is missing or
/// bad.
inline bool MissedUnasked(const Case& c) {
  if (c.requested() || c.resumed || !c.refused()) return false;
  return c.HasPage(Page::kMissingCertificate) || c.HasPage(Page::kBadCertificate) ||
         c.HasPage(Page::kSomeCertificate);
}

/// An attempt that named the wanted host in its handshake and was not asked for a certificate
/// either, or null.
inline const Other* UnaskedUnderHost(const Case& c) {
  const auto found = std::find_if(c.others.begin(), c.others.end(), [&c](const Other& other) {
    return other.same_point && !c.host.empty() && other.sni == c.host && !other.requested() &&
           !other.resumed && other.verdict.server_spoke_tls;
  });
  return found != c.others.end() ? &*found : nullptr;
}

}  // namespace shakedown::diagnosis
