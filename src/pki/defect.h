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
  kDelegationUsage,             ///< may make delegated credentials (RFC 9345): acceptable
  kKeyUsageCertSign,            ///< key usage keyCertSign only
  kCriticalExtension,           ///< an unknown critical extension
  kDuplicateExtension,          ///< two subject alternative names
  kInvertedValidity,            ///< notAfter before notBefore
  kNoExpiry,                    ///< notAfter 99991231235959Z: acceptable
  kGeneralizedTime,             ///< GeneralizedTime before 2050
  kTimeWithoutSeconds,          ///< notAfter without seconds
  kTimeWithOffset,              ///< notAfter with a time-zone offset in place of Z
  kTimeWithFraction,            ///< notAfter with fractional seconds
  kSerialZero,                  ///< serial number 0
  kSerialNegative,              ///< a negative serial number
  kBerLongLength,               ///< a length that is longer than it need be (X.690 section 10.1)
  kBerIndefinite,               ///< an indefinite length, which DER does not have
  kBadSignature,                ///< one bit of the issuer's signature is flipped
  kAlgorithmMismatch,           ///< the two algorithm fields differ (RFC 5280 section 4.1.1.2)
  kWrongIssuerName,             ///< the issuer's key, another issuer's name
  kMd5,                         ///< signed with MD5, by an intermediate with an RSA key
  kExplicitCurve,               ///< the curve is written out (RFC 5480 section 2.1.1 forbids it)
  kRsaExponentOne,              ///< public exponent 1: anybody signs
  kRsaHugeModulus,              ///< a modulus of 16,384 bits; its proof is wrong
  kHugeSubject,                 ///< a subject of 60 kB: acceptable
  kManyNames,                   ///< 3,000 subject alternative names: acceptable
  kIntermediateNotCa,           ///< basicConstraints CA:FALSE
  kIntermediateNoConstraints,   ///< no basicConstraints
  kIntermediateVersion1,        ///< X.509 version 1
  kIntermediateNoCertSign,      ///< key usage without keyCertSign
  kIntermediateBadSignature,    ///< one bit of its signature is flipped
  kIntermediateMd5,             ///< signed with MD5, by an intermediate with an RSA key
  kIntermediateCritical,        ///< an unknown critical extension
  kIntermediateEkuServer,       ///< EKU serverAuth only
  kIntermediateNameConstraint,  ///< permits DNS names that the leaf's is not among
  kIntermediateNameExcluded,    ///< excludes the DNS names that the leaf's is among
  kIntermediateNameInCn,        ///< the same limit, and the leaf's name stands in its CN only
  kIntermediateNameUnknown,     ///< permits registered IDs that the leaf's is not among
  kIntermediateManyNames,       ///< 1,000 permitted DNS trees for a leaf of 2,000 names
  kIntermediatePathLength,      ///< below one with pathLenConstraint 0
  kIntermediateIsLeaf,          ///< an end-entity certificate
  kIntermediateSelfIssued,      ///< below one with pathLenConstraint 0, of its name: acceptable
  kIntermediateExplicitPolicy,  ///< demands a policy that the leaf has not
  kIntermediateExpiredCopy,     ///< presented once more behind itself, expired: acceptable
  kProxyCertificate,            ///< a proxy certificate, issued by a client's (RFC 3820)
};

/// "eku-email", "intermediate-not-ca" ...; "none".
const char* ToString(Defect defect);
std::optional<Defect> DefectFromName(std::string_view name);
/// All but kNone, in declaration order.
std::vector<Defect> AllDefects();

/// Whether the defect brings an intermediate along.
bool IsOfIntermediate(Defect defect);

}  // namespace shakedown::pki
