#include "attempt/facts.h"

#include <algorithm>

namespace shakedown::attempt {

const char* ToString(KeyType type) {
  switch (type) {
    case KeyType::kRsa: return "RSA";
    case KeyType::kRsaPss: return "RSA-PSS";
    case KeyType::kEc: return "EC";
    case KeyType::kEd25519: return "Ed25519";
    case KeyType::kEd448: return "Ed448";
    case KeyType::kDsa: return "DSA";
    case KeyType::kOther: return "other";
  }
  return "other";
}

std::string ToText(const KeyFacts& key) {
  const std::string type = ToString(key.type);
  switch (key.type) {
    case KeyType::kEd25519:
    case KeyType::kEd448: return type;
    case KeyType::kEc:
      if (!key.curve.empty()) return type + " " + key.curve;
      break;
    default: break;
  }
  return key.bits > 0 ? type + " " + std::to_string(key.bits) : type;
}

bool PermitsClientAuthentication(const CertificateFacts& certificate) {
  if (certificate.key_usage && !certificate.key_usage->digital_signature) return false;
  if (!certificate.extended_key_usage) return true;
  const std::vector<std::string>& usages = *certificate.extended_key_usage;
  return std::any_of(usages.begin(), usages.end(), [](const std::string& oid) {
    return oid == kClientAuthOid || oid == kAnyExtendedKeyUsageOid;
  });
}

std::string UsageName(const std::string& oid) {
  if (oid == kClientAuthOid) return "clientAuth";
  if (oid == "1.3.6.1.5.5.7.3.1") return "serverAuth";
  if (oid == "1.3.6.1.5.5.7.3.3") return "codeSigning";
  if (oid == "1.3.6.1.5.5.7.3.4") return "emailProtection";
  if (oid == "1.3.6.1.5.5.7.3.8") return "timeStamping";
  if (oid == "1.3.6.1.5.5.7.3.9") return "OCSPSigning";
  return oid;
}

const char* ToString(PathProblem problem) {
  switch (problem) {
    case PathProblem::kUnknownIssuer: return "unknown-issuer";
    case PathProblem::kIncompleteTrust: return "incomplete-trust";
    case PathProblem::kMissingIntermediate: return "missing-intermediate";
    case PathProblem::kSelfSignedLeaf: return "self-signed-leaf";
    case PathProblem::kSelfSignedInChain: return "self-signed-in-chain";
    case PathProblem::kBadSignature: return "bad-signature";
    case PathProblem::kExpired: return "expired";
    case PathProblem::kNotYetValid: return "not-yet-valid";
    case PathProblem::kWrongPurpose: return "wrong-purpose";
    case PathProblem::kNotACa: return "not-a-ca";
    case PathProblem::kTooDeep: return "too-deep";
    case PathProblem::kRevoked: return "revoked";
    case PathProblem::kCrlMissing: return "crl-missing";
    case PathProblem::kCrlExpired: return "crl-expired";
    case PathProblem::kWeak: return "weak";
    case PathProblem::kUnsupportedShape: return "unsupported-shape";
    case PathProblem::kOther: return "other";
  }
  return "other";
}

}  // namespace shakedown::attempt
