#include "diagnosis/defects.h"

#include <algorithm>

namespace shakedown::diagnosis {
namespace {

using attempt::CertificateFacts;
using attempt::KeyType;
using attempt::PathProblem;

constexpr int kSmallestRsa = 2048;
constexpr int kSmallestEc = 224;

/// The order in which OpenSSL's verifier looks; the first is what it would name.
constexpr Ailment kOrder[] = {
    Ailment::kProof,         Ailment::kSelfSigned,         Ailment::kMissingIntermediate,
    Ailment::kUnknownIssuer, Ailment::kImpostor,           Ailment::kShape,
    Ailment::kTooDeep,       Ailment::kWrongPurpose,       Ailment::kWeak,
    Ailment::kRevoked,       Ailment::kRevocationUnknown,  Ailment::kExpired,
    Ailment::kNotYetValid,   Ailment::kMisconfiguredTrust, Ailment::kPolicy};

Ailment AilmentOf(PathProblem problem) {
  switch (problem) {
    case PathProblem::kUnknownIssuer:
    case PathProblem::kSelfSignedInChain: return Ailment::kUnknownIssuer;
    case PathProblem::kMissingIntermediate: return Ailment::kMissingIntermediate;
    case PathProblem::kIncompleteTrust: return Ailment::kMisconfiguredTrust;
    case PathProblem::kSelfSignedLeaf: return Ailment::kSelfSigned;
    case PathProblem::kBadSignature: return Ailment::kImpostor;
    case PathProblem::kExpired: return Ailment::kExpired;
    case PathProblem::kNotYetValid: return Ailment::kNotYetValid;
    case PathProblem::kWrongPurpose: return Ailment::kWrongPurpose;
    case PathProblem::kTooDeep: return Ailment::kTooDeep;
    case PathProblem::kRevoked: return Ailment::kRevoked;
    case PathProblem::kCrlMissing:
    case PathProblem::kCrlExpired: return Ailment::kRevocationUnknown;
    case PathProblem::kWeak: return Ailment::kWeak;
    case PathProblem::kNotACa:
    case PathProblem::kUnsupportedShape:
    case PathProblem::kOther: return Ailment::kShape;
  }
  return Ailment::kShape;
}

bool HasUsage(const CertificateFacts& certificate, const char* oid) {
  const auto& usages = *certificate.extended_key_usage;
  return std::find(usages.begin(), usages.end(), oid) != usages.end();
}

/// An intermediate limited to other usages spoils what stands below it for most verifiers.
bool IssuerForbidsClients(const CertificateFacts& certificate) {
  return certificate.extended_key_usage && !HasUsage(certificate, attempt::kClientAuthOid) &&
         !HasUsage(certificate, attempt::kAnyExtendedKeyUsageOid);
}

bool IsWeak(const CertificateFacts& certificate, std::string* detail) {
  const auto& key = certificate.key;
  const bool rsa = key.type == KeyType::kRsa || key.type == KeyType::kRsaPss;
  const int smallest = rsa || key.type == KeyType::kDsa ? kSmallestRsa : kSmallestEc;
  const bool sized = rsa || key.type == KeyType::kDsa || key.type == KeyType::kEc;
  if (sized && key.bits > 0 && key.bits < smallest) {
    *detail = "the key is " + ToText(key);
    return true;
  }
  const std::string& digest = certificate.signature_digest;
  if (!certificate.self_signed && (digest == "SHA1" || digest == "MD5" || digest == "MD5-SHA1")) {
    *detail = "it is signed with " + digest;
    return true;
  }
  return false;
}

class Collector {
 public:
  explicit Collector(const DefectInput& input)
      : input_(input), identity_(input.attempt->identity) {}

  std::vector<Defect> Collect() {
    if (!identity_.present || identity_.chain.empty()) return {};
    Proof();
    for (size_t i = 0; i < identity_.chain.size(); ++i) Inspect(static_cast<int>(i));
    if (identity_.path) {
      FromPath();
    } else {
      FromNames();
    }
    return Ordered();
  }

 private:
  void Add(Defect defect) {
    const auto same = std::find_if(found_.begin(), found_.end(), [&defect](const Defect& other) {
      return other.ailment == defect.ailment;
    });
    if (same == found_.end()) {
      found_.push_back(std::move(defect));
    } else {
      same->proven |= defect.proven;
      same->decisive |= defect.decisive;
      if (same->detail.empty()) same->detail = std::move(defect.detail);
    }
  }

  void Proof() {
    if (attempt::SignsWithForeignKey(input_.attempt->spec.damage)) {
      Add({Ailment::kProof, 0, true, true,
           "the handshake was signed with a foreign key on purpose"});
    } else if (!identity_.key_matches) {
      Add({Ailment::kProof, 0, true, true, "the private key does not belong to the certificate"});
    }
  }

  void Inspect(int depth) {
    const CertificateFacts& certificate = identity_.chain[static_cast<size_t>(depth)];
    // A root that is sent along is not looked at: the server uses its own copy.
    if (depth > 0 && certificate.self_signed) return;
    Dates(certificate, depth);
    if (depth == 0 ? !PermitsClientAuthentication(certificate)
                   : IssuerForbidsClients(certificate)) {
      Add({Ailment::kWrongPurpose, depth, true, false, ""});
    }
    std::string detail;
    if (IsWeak(certificate, &detail)) Add({Ailment::kWeak, depth, true, false, detail});
    if (depth == 0 && certificate.self_signed) {
      // Without the server's CA file it may still be this very certificate that is trusted.
      if (!identity_.path) Add({Ailment::kSelfSigned, 0, true, false, ""});
    }
    if (!certificate.unknown_critical_extensions.empty()) {
      Add({Ailment::kShape, depth, true, false,
           "it has the critical extension " + certificate.unknown_critical_extensions.front()});
    } else if (certificate.version < 3) {
      Add({Ailment::kShape, depth, false, false,
           "it is of version " + std::to_string(certificate.version)});
    }
  }

  void Dates(const CertificateFacts& certificate, int depth) {
    const Validity judged = ValidityAt(certificate, input_.clocks.deciding());
    const Validity own = ValidityAt(certificate, input_.clocks.own);
    const bool decisive = input_.clocks.server.has_value();
    if (judged == Validity::kExpired) Add({Ailment::kExpired, depth, true, decisive, ""});
    if (judged == Validity::kNotYetValid) Add({Ailment::kNotYetValid, depth, true, decisive, ""});
    if (judged != Validity::kValid) return;
    if (own == Validity::kExpired) Add({Ailment::kExpired, depth, false, false, ""});
    if (own == Validity::kNotYetValid) Add({Ailment::kNotYetValid, depth, false, false, ""});
  }

  void FromPath() {
    for (const attempt::PathFinding& finding : identity_.path->findings) {
      const Ailment ailment = AilmentOf(finding.problem);
      // Dates were judged above, by the server's clock; the path check only has ours. It may know
      // of certificates in the trust file that are not in the chain.
      const bool dates = ailment == Ailment::kExpired || ailment == Ailment::kNotYetValid;
      if (dates && At(identity_, finding.depth) != nullptr &&
          input_.clocks.deciding().has_value()) {
        continue;
      }
      // A revocation list at hand need not be the one that the server uses.
      const bool proven = ailment != Ailment::kRevocationUnknown;
      Add({ailment, finding.depth, proven, proven && !dates, finding.detail});
    }
    // The server's own list is newer word than a file that somebody says it uses.
    if (input_.listing.match == Listing::Match::kNotListed &&
        !identity_.chain.front().self_signed) {
      Add({Ailment::kUnknownIssuer, TopDepth(), false, false,
           "the file holds the chain to be in order, but the server lists other authorities"});
    }
  }

  /// Without the server's CA file the listed names are all there is; they are not trust itself.
  void FromNames() {
    const CertificateFacts& last = identity_.chain.back();
    if (identity_.chain.front().self_signed) return;
    const bool unlisted = input_.listing.match == Listing::Match::kNotListed;
    if (unlisted) Add({Ailment::kUnknownIssuer, TopDepth(), false, false, ""});
    if (last.self_signed || last.self_issued) return;
    const CertificateFacts* link = MissingLink(identity_, input_.known);
    if (link == nullptr) return;
    const std::vector<CertificateFacts> above{*link};
    const bool leads_to_list =
        CompareWithList(above, input_.request).match == Listing::Match::kListed;
    if (unlisted || input_.listing.match == Listing::Match::kNoList) {
      Add({Ailment::kMissingIntermediate, TopDepth(), leads_to_list, leads_to_list, ""});
    }
  }

  int TopDepth() const { return static_cast<int>(identity_.chain.size()) - 1; }

  std::vector<Defect> Ordered() {
    // The better explanation replaces the general one.
    const auto has = [this](Ailment ailment) {
      return std::any_of(found_.begin(), found_.end(), [ailment](const Defect& defect) {
        return defect.ailment == ailment && defect.proven;
      });
    };
    const bool explained =
        has(Ailment::kSelfSigned) || has(Ailment::kMissingIntermediate) || has(Ailment::kImpostor);
    std::vector<Defect> ordered;
    for (const Ailment ailment : kOrder) {
      if (ailment == Ailment::kUnknownIssuer && explained) continue;
      for (Defect& defect : found_) {
        if (defect.ailment == ailment) ordered.push_back(std::move(defect));
      }
    }
    return ordered;
  }

  const DefectInput& input_;
  const attempt::IdentityFacts& identity_;
  std::vector<Defect> found_;
};

}  // namespace

std::vector<Defect> FindDefects(const DefectInput& input) { return Collector(input).Collect(); }

const CertificateFacts* At(const attempt::IdentityFacts& identity, int depth) {
  const auto index = static_cast<size_t>(depth);
  return depth >= 0 && index < identity.chain.size() ? &identity.chain[index] : nullptr;
}

int PresentedIntermediates(const attempt::IdentityFacts& identity) {
  int count = 0;
  for (size_t i = 1; i < identity.chain.size(); ++i) count += identity.chain[i].self_signed ? 0 : 1;
  return count;
}

const CertificateFacts* MissingLink(const attempt::IdentityFacts& identity,
                                    const std::vector<const CertificateFacts*>& known) {
  if (identity.chain.empty()) return nullptr;
  const CertificateFacts& last = identity.chain.back();
  const auto issued_it = [&last](const CertificateFacts& candidate) {
    if (candidate.self_signed || !tls::SameName(candidate.subject, last.issuer)) return false;
    // Key identifiers, where both exist, tell two authorities of one name apart.
    return candidate.subject_key_id.empty() || last.authority_key_id.empty() ||
           candidate.subject_key_id == last.authority_key_id;
  };
  for (const CertificateFacts& candidate : identity.withheld) {
    if (issued_it(candidate)) return &candidate;
  }
  for (const CertificateFacts* candidate : known) {
    if (issued_it(*candidate)) return candidate;
  }
  return nullptr;
}

}  // namespace shakedown::diagnosis
