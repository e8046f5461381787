// Certificates that are wrong in ways an honest CA never makes: by what they say, by how it is
// encoded, or in the intermediate above them. Beside `Flaw`, for suites that examine path
// validation.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace shakedown::pki {

/// One deviation from a good identity. Those called kIntermediate need an intermediate, which is
/// then minted with the defect; the leaf below it is good.
enum class Defect {
  kNone,
  kEkuEmail,                    ///< EKU emailProtection only
  kEkuCodeSigning,              ///< EKU codeSigning only
  kEkuTimeStamping,             ///< EKU timeStamping only
  kEkuOcspSigning,              ///< EKU OCSPSigning only
  kEkuAny,                      ///< EKU anyExtendedKeyUsage only
  kKeyUsageAbsent,              ///< no key usage: acceptable
  kKeyUsageAgreement,           ///< key usage keyAgreement only
  kKeyUsageNonRepudiation,      ///< key usage nonRepudiation only
  kKeyUsageCertSign,            ///< key usage keyCertSign only
  kCriticalExtension,           ///< an unknown critical extension
  kBadSignature,                ///< one bit of the issuer's signature is flipped
  kAlgorithmMismatch,           ///< the two algorithm fields differ (RFC 5280 section 4.1.1.2)
  kDuplicateExtension,          ///< two subject alternative names
  kInvertedValidity,            ///< notAfter before notBefore
  kNoExpiry,                    ///< notAfter 99991231235959Z: acceptable
  kGeneralizedTime,             ///< GeneralizedTime before 2050
  kSerialZero,                  ///< serial number 0
  kSerialNegative,              ///< a negative serial number
  kWrongIssuerName,             ///< the issuer's key, another issuer's name
  kIntermediateNotCa,           ///< basicConstraints CA:FALSE
  kIntermediateNoConstraints,   ///< no basicConstraints
  kIntermediateVersion1,        ///< X.509 version 1
  kIntermediateNoCertSign,      ///< key usage without keyCertSign
  kIntermediateBadSignature,    ///< one bit of its signature is flipped
  kIntermediateCritical,        ///< an unknown critical extension
  kIntermediateEkuServer,       ///< EKU serverAuth only
  kIntermediateNameConstraint,  ///< permits DNS names that the leaf's is not among
  kIntermediateNameExcluded,    ///< excludes the DNS names that the leaf's is among
  kIntermediatePathLength,      ///< below one with pathLenConstraint 0
  kIntermediateIsLeaf,          ///< an end-entity certificate
};

/// "eku-email", "intermediate-not-ca" ...; "none".
const char* ToString(Defect defect);
std::optional<Defect> DefectFromName(std::string_view name);
/// All but kNone, in declaration order.
std::vector<Defect> AllDefects();

/// Whether the defect lies in the intermediate.
bool IsOfIntermediate(Defect defect);

struct CertificatePlan;
/// Makes `plan` of a leaf or of an intermediate say what the defect wants.
void SpoilLeaf(Defect defect, CertificatePlan* plan);
void SpoilIntermediate(Defect defect, CertificatePlan* plan);

}  // namespace shakedown::pki
