// One rule recognises one cause. Rules are independent of each other: each looks at the case, and
// the order of the registry only breaks ties between findings of the same certainty.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "diagnosis/case.h"

namespace shakedown::diagnosis {

struct Rule {
  std::string_view id;  ///< of the catalogue
  std::optional<Finding> (*apply)(const Case&);
};

/// All rules, the more specific first. Two rules may have one id: the first that applies is taken.
std::span<const Rule> Rules();

// One function per rule, each in the file of its name.
std::optional<Finding> ClientIdentityUnusable(const Case& c);
std::optional<Finding> ClientNoIdentity(const Case& c);
std::optional<Finding> ClientKeyNotAccepted(const Case& c);
std::optional<Finding> ClientChainSignatureNotAccepted(const Case& c);
std::optional<Finding> ClientNameEncoding(const Case& c);
std::optional<Finding> ClientChainGap(const Case& c);
std::optional<Finding> ClientIssuerNotListed(const Case& c);
std::optional<Finding> ClientWithheld(const Case& c);

std::optional<Finding> CertificateProofFailed(const Case& c);
std::optional<Finding> CertificateSelfSigned(const Case& c);
std::optional<Finding> CertificateMissingIntermediate(const Case& c);
std::optional<Finding> CertificateUntrustedIssuer(const Case& c);
/// The same cause as a guess, after what is more probable.
std::optional<Finding> CertificateMaybeImpostor(const Case& c);
std::optional<Finding> CertificateUnsupportedShape(const Case& c);
std::optional<Finding> CertificateWrongPurpose(const Case& c);
std::optional<Finding> CertificateWeak(const Case& c);
std::optional<Finding> CertificateRevoked(const Case& c);
std::optional<Finding> CertificateExpired(const Case& c);
std::optional<Finding> CertificateNotYetValid(const Case& c);
std::optional<Finding> CertificateTooDeep(const Case& c);
std::optional<Finding> CertificateRevocationUnknown(const Case& c);
std::optional<Finding> CertificateNotAuthorised(const Case& c);

std::optional<Finding> ServerResumedSession(const Case& c);
std::optional<Finding> ServerLateRequest(const Case& c);
std::optional<Finding> ServerHostMismatch(const Case& c);
std::optional<Finding> ServerNoRequestSni(const Case& c);
std::optional<Finding> ServerNoRequest(const Case& c);
std::optional<Finding> ServerMisconfiguredTrust(const Case& c);
std::optional<Finding> ServerRequestTooLarge(const Case& c);
std::optional<Finding> ServerRequestMalformed(const Case& c);
std::optional<Finding> ServerEmptyCaList(const Case& c);

std::optional<Finding> PathIntercepted(const Case& c);
std::optional<Finding> PathTlsTerminated(const Case& c);
std::optional<Finding> PathProxyRefused(const Case& c);
std::optional<Finding> PathStarttlsMissing(const Case& c);
std::optional<Finding> PathPlainHttp(const Case& c);
std::optional<Finding> PathUnreachable(const Case& c);
std::optional<Finding> PathNoCommonVersion(const Case& c);
std::optional<Finding> PathNoCommonCipher(const Case& c);
std::optional<Finding> PathNoCommonAlpn(const Case& c);
std::optional<Finding> PathUnknownName(const Case& c);
std::optional<Finding> PathClosedWithoutReason(const Case& c);

std::optional<Finding> ServerCertificateExpired(const Case& c);
std::optional<Finding> ServerCertificateUntrusted(const Case& c);
std::optional<Finding> ServerCertificateNameMismatch(const Case& c);

}  // namespace shakedown::diagnosis
