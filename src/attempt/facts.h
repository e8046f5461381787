// Certificates, identities and local path checks as plain values, so that diagnosis and reports
// need no TLS library.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/error.h"
#include "tls/code_points.h"
#include "tls/distinguished_name.h"

namespace shakedown::attempt {

enum class KeyType { kRsa, kRsaPss, kEc, kEd25519, kEd448, kDsa, kOther };
/// "RSA", "RSA-PSS", "EC", ...
const char* ToString(KeyType type);

/// A public key.
struct KeyFacts {
  KeyType type = KeyType::kOther;
  int bits = 0;
  std::string curve;  ///< "P-256", "P-384", "P-521" or the library's name; empty unless kEc
  bool operator==(const KeyFacts&) const = default;
};
/// "RSA 2048", "EC P-256", "Ed25519".
std::string ToText(const KeyFacts& key);

/// KeyUsage bits (RFC 5280 section 4.2.1.3), most significant bit first as in the RFC.
struct KeyUsage {
  bool digital_signature = false;
  bool key_encipherment = false;
  bool key_agreement = false;
  bool key_cert_sign = false;
  bool crl_sign = false;
  bool operator==(const KeyUsage&) const = default;
};

/// What one X.509 certificate says (RFC 5280 section 4).
struct CertificateFacts {
  tls::DistinguishedName subject;
  tls::DistinguishedName issuer;
  std::string serial;  ///< hex, no leading "0x"
  int version = 3;     ///< 1..3
  UtcSeconds not_before{};
  UtcSeconds not_after{};
  KeyFacts key;
  std::string signature_algorithm;  ///< the library's long name, "ecdsa-with-SHA256"
  std::string signature_digest;     ///< "SHA256", "SHA1"; empty for EdDSA
  /// The scheme under which the signature counts in signature_algorithms_cert, if there is one.
  std::optional<tls::SignatureScheme> signature_scheme;
  std::optional<bool> is_ca;  ///< basicConstraints; absent if the extension is
  std::optional<int> path_length;
  std::optional<KeyUsage> key_usage;
  std::optional<std::vector<std::string>> extended_key_usage;  ///< dotted OIDs
  std::vector<std::string> subject_alt_names;                  ///< "DNS:a.test", printable
  std::string subject_key_id;                                  ///< hex; empty if absent
  std::string authority_key_id;                                ///< hex; empty if absent
  std::vector<std::string> unknown_critical_extensions;        ///< dotted OIDs
  bool self_issued = false;  ///< subject and issuer are the same octets
  bool self_signed = false;  ///< its own key verifies it
  /// Whether the key of the issuer's certificate verifies the signature; absent: that certificate
  /// was not at hand, or the signature could not be tried.
  std::optional<bool> signature_verified;
  std::string sha256;  ///< fingerprint of the DER, hex
  bool operator==(const CertificateFacts&) const = default;
};

/// OID of id-kp-clientAuth (RFC 5280 section 4.2.1.12) and of anyExtendedKeyUsage.
inline constexpr const char* kClientAuthOid = "1.3.6.1.5.5.7.3.2";
inline constexpr const char* kAnyExtendedKeyUsageOid = "2.5.29.37.0";

/// Whether the certificate may sign a CertificateVerify for a client: EKU absent, any or
/// clientAuth; key usage absent or with digitalSignature.
bool PermitsClientAuthentication(const CertificateFacts& certificate);

/// "serverAuth" for an extended key usage (RFC 5280 section 4.2.1.12), or the dotted OID.
std::string UsageName(const std::string& oid);

/// Why a path does not hold, one defect; closed list.
enum class PathProblem {
  kUnknownIssuer,        ///< no certificate with the issuer's name in chain or trust
  kMissingIntermediate,  ///< issuer is not in the presented chain but an intermediate in reach
                         ///< (full identity, trust file) would complete it
  kSelfSignedLeaf,
  kSelfSignedInChain,  ///< ends in a root that is not trusted
  kIncompleteTrust,    ///< the path ends at an intermediate of the trust file, which lacks what is
                       ///< above it
  kBadSignature,       ///< issuer's name fits, its key does not: an impostor CA
  kExpired,
  kNotYetValid,
  kWrongPurpose,  ///< EKU or key usage, leaf or intermediate
  kNotACa,        ///< an issuer without CA rights or beyond its path length
  kTooDeep,       ///< deeper than the limit given
  kRevoked,
  kCrlMissing,  ///< a CRL is checked and none covers this issuer
  kCrlExpired,
  kWeak,              ///< key or digest below security level 2
  kUnsupportedShape,  ///< unknown critical extension, name constraint, version
  kOther,
};
const char* ToString(PathProblem problem);

/// One defect and the certificate it is about.
struct PathFinding {
  PathProblem problem = PathProblem::kOther;
  int depth = 0;  ///< 0 is the leaf
  std::string detail;
  bool operator==(const PathFinding&) const = default;
};

/// The chain of an identity checked against the CA file that the server is said to trust. It holds
/// every defect, not only the first.
struct PathCheck {
  bool trusted = false;   ///< no finding at all
  int intermediates = 0;  ///< between leaf and trust anchor, on the path that was built
  std::vector<PathFinding> findings;
  bool operator==(const PathCheck&) const = default;
};

/// The plain-value view of an identity.
struct IdentityFacts {
  std::string name;                     ///< "alice", "none", or the file's name
  bool present = false;                 ///< false: no identity is configured
  std::vector<CertificateFacts> chain;  ///< what would be presented, leaf first
  /// Certificates known to belong to the identity but not presented (a withheld intermediate).
  std::vector<CertificateFacts> withheld;
  bool key_matches = true;        ///< the private key belongs to the leaf
  std::optional<Error> unusable;  ///< loading failed: why and how to repair it
  std::optional<PathCheck> path;  ///< only if the server's CA file is known
  /// Made for one probe: no server can know it, so that it gets in nowhere on its own merits.
  bool throwaway = false;
};

}  // namespace shakedown::attempt
