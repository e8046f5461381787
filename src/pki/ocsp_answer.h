// Answers of an OCSP responder (RFC 6960) for certificates that are minted here, right and wrong
// ones.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "core/bytes.h"
#include "core/result.h"
#include "pki/mint.h"

namespace shakedown::pki {

/// How a responder answers for one certificate.
enum class OcspManner {
  kGood,
  kRevoked,
  kUnknown,           ///< it does not know the certificate
  kTryLater,          ///< tryLater in place of a status (section 2.3)
  kRefused,           ///< it closes the connection
  kSilent,            ///< it never answers
  kStale,             ///< good, but the time of the answer is over
  kOtherCertificate,  ///< good, for another serial number
  kStranger,          ///< good, signed by somebody unknown
  kNoPurpose,         ///< good, signed with a certificate of the CA that is not for OCSP
};
/// "good", "revoked", "unknown", "try-later", "refused", "silent", "stale", "other-certificate",
/// "stranger", "no-purpose".
const char* ToString(OcspManner manner);
std::optional<OcspManner> OcspMannerFromName(std::string_view name);
/// All of them in declaration order.
std::vector<OcspManner> AllOcspManners();

/// DER of the OCSPResponse for `leaf`, which `issuer` issued; empty for those that are no answer.
/// kInternal if the library fails.
Result<Bytes> MakeOcspAnswer(const Authority& issuer, X509* leaf, OcspManner manner);

}  // namespace shakedown::pki
