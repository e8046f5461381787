#include "report/explanation_against.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "attempt/trace_view.h"
#include "core/text.h"
#include "diagnosis/clocks.h"
#include "diagnosis/listing.h"
#include "report/explanation.h"

namespace shakedown::report {
namespace {

using attempt::CertificateFacts;
using attempt::PathProblem;
using MaybeText = std::optional<std::string>;

/// What was presented, to whom, and with which result.
struct Scene {
  const run::Investigation& found;
  const attempt::Attempt& self;
  std::vector<attempt::RequestSeen> requests;
  std::optional<bool> sent;

  const std::vector<CertificateFacts>& chain() const { return self.identity.chain; }
  const std::optional<attempt::PathCheck>& path() const { return self.identity.path; }
  /// The server's CA file is at hand and the check against it has no finding of these kinds.
  bool Cleared(std::initializer_list<PathProblem> problems) const {
    if (!path()) return false;
    const auto& findings = path()->findings;
    return std::none_of(findings.begin(), findings.end(), [problems](const auto& finding) {
      return std::find(problems.begin(), problems.end(), finding.problem) != problems.end();
    });
  }
};

MaybeText DatesAreFine(const Scene& scene) {
  const auto clocks = diagnosis::ReadClocks(scene.found.attempts, scene.found.subject);
  const auto now = clocks.deciding();
  if (!now || scene.chain().empty()) return std::nullopt;
  UtcSeconds end = scene.chain().front().not_after;
  for (const CertificateFacts& certificate : scene.chain()) {
    if (diagnosis::ValidityAt(certificate, now) != diagnosis::Validity::kValid) return std::nullopt;
    end = std::min(end, certificate.not_after);
  }
  return fmt::format("by {} clock every certificate sent is valid, until {}",
                     clocks.server ? "the server's" : "our", FormatUtc(end));
}

MaybeText ChainVerifies(const Scene& scene) {
  if (!scene.Cleared({PathProblem::kUnknownIssuer, PathProblem::kBadSignature,
                      PathProblem::kSelfSignedInChain, PathProblem::kSelfSignedLeaf,
                      PathProblem::kMissingIntermediate, PathProblem::kIncompleteTrust})) {
    return std::nullopt;
  }
  return "the CA file at hand (--client-ca) verifies the chain";
}

MaybeText IssuerIsKnown(const Scene& scene) {
  if (MaybeText text = ChainVerifies(scene)) return text;
  if (scene.requests.empty() || scene.path()) return std::nullopt;
  const auto listing = diagnosis::CompareWithList(scene.chain(), scene.requests.back().request);
  if (listing.match != diagnosis::Listing::Match::kListed) return std::nullopt;
  const auto& issuer = scene.chain()[static_cast<size_t>(listing.chain_index)].issuer;
  return fmt::format("its issuer {} is among the names that the server lists",
                     diagnosis::NameText(issuer));
}

MaybeText IsNotSelfSigned(const Scene& scene) {
  if (scene.chain().empty() || scene.chain().front().self_signed) return std::nullopt;
  return "the certificate was issued by " + diagnosis::NameText(scene.chain().front().issuer) +
         ", not by itself";
}

MaybeText PurposeFits(const Scene& scene) {
  const bool fits =
      !scene.chain().empty() &&
      std::all_of(
          scene.chain().begin(), scene.chain().end(), [](const CertificateFacts& certificate) {
            return certificate.is_ca == true || attempt::PermitsClientAuthentication(certificate);
          });
  if (!fits) return std::nullopt;
  return "its usage fields permit client authentication";
}

MaybeText IsStrong(const Scene& scene) {
  for (const CertificateFacts& certificate : scene.chain()) {
    const bool short_key =
        certificate.key.type == attempt::KeyType::kRsa && certificate.key.bits < 2048;
    const bool broken_digest =
        certificate.signature_digest == "SHA1" || certificate.signature_digest == "MD5";
    if (short_key || broken_digest) return std::nullopt;
  }
  if (scene.chain().empty()) return std::nullopt;
  const CertificateFacts& leaf = scene.chain().front();
  return fmt::format("its key is {} and its signature {}", attempt::ToText(leaf.key),
                     leaf.signature_digest.empty() ? "has no separate digest"
                                                   : "uses " + Printable(leaf.signature_digest));
}

MaybeText IsShort(const Scene& scene) {
  if (scene.chain().empty()) return std::nullopt;
  const auto intermediates =
      std::count_if(scene.chain().begin() + 1, scene.chain().end(),
                    [](const CertificateFacts& certificate) { return !certificate.self_signed; });
  if (intermediates > 1) return std::nullopt;
  return intermediates == 0 ? "the chain has no intermediate at all"
                            : "the chain has one intermediate, which nginx allows by default";
}

MaybeText IsNotOnTheList(const Scene& scene) {
  if (!scene.Cleared({PathProblem::kRevoked, PathProblem::kCrlMissing, PathProblem::kCrlExpired})) {
    return std::nullopt;
  }
  return "the check with --client-ca (and --crl, if it was given) does not find it revoked";
}

MaybeText ShapeIsUsual(const Scene& scene) {
  if (scene.chain().empty()) return std::nullopt;
  const CertificateFacts& leaf = scene.chain().front();
  const bool usual = leaf.version == 3 && !leaf.subject.empty() && leaf.is_ca != true &&
                     leaf.unknown_critical_extensions.empty();
  if (!usual) return std::nullopt;
  return "it is a version 3 certificate with a subject and without unknown critical extensions";
}

MaybeText ProofFits(const Scene& scene) {
  if (scene.chain().empty() || !scene.self.identity.key_matches) return std::nullopt;
  return "the private key belongs to the certificate: both were compared";
}

MaybeText WasRefusedInTls(const Scene& scene) {
  if (scene.found.diagnosis.layer != diagnosis::Layer::kTls) return std::nullopt;
  return "the refusal came in TLS, before an application could see the request";
}

MaybeText WasAsked(const Scene& scene) {
  if (scene.requests.empty()) return std::nullopt;
  return "the server did ask for a certificate";
}

struct Entry {
  std::string_view id;
  MaybeText (*against)(const Scene&);
};

constexpr std::array kEntries = {
    Entry{"certificate.expired", DatesAreFine},
    Entry{"certificate.not-yet-valid", DatesAreFine},
    Entry{"certificate.untrusted-issuer", ChainVerifies},
    Entry{"certificate.missing-intermediate", IssuerIsKnown},
    Entry{"client.issuer-not-listed", IssuerIsKnown},
    Entry{"client.chain-gap", IssuerIsKnown},
    Entry{"certificate.self-signed", IsNotSelfSigned},
    Entry{"certificate.wrong-purpose", PurposeFits},
    Entry{"certificate.weak", IsStrong},
    Entry{"certificate.too-deep", IsShort},
    Entry{"certificate.revoked", IsNotOnTheList},
    Entry{"certificate.revocation-unknown", IsNotOnTheList},
    Entry{"certificate.unsupported-shape", ShapeIsUsual},
    Entry{"certificate.proof-failed", ProofFits},
    Entry{"certificate.not-authorised", WasRefusedInTls},
    Entry{"server.no-request", WasAsked},
    Entry{"server.no-request-sni", WasAsked},
    Entry{"server.resumed-session", WasAsked},
    Entry{"path.tls-terminated", WasAsked},
};

/// Whether a certificate was on the wire divides the catalogue.
MaybeText WireAgainst(const Scene& scene, std::string_view id) {
  if (id.starts_with("client.") && scene.sent == true) {
    return "a certificate was on the wire";
  }
  if (id.starts_with("certificate.") && scene.sent == false) {
    return "no certificate was on the wire";
  }
  return std::nullopt;
}

}  // namespace

std::vector<std::string> SpeaksAgainst(const run::Investigation& found,
                                       const diagnosis::Finding& alternative) {
  std::vector<std::string> against;
  const attempt::Attempt* self = SubjectOf(found);
  if (self == nullptr) return against;
  const Scene scene{found, *self, attempt::CertificateRequests(self->trace),
                    attempt::ClientCertificateSent(self->trace)};
  if (const MaybeText text = WireAgainst(scene, alternative.id)) against.push_back(*text);
  for (const Entry& entry : kEntries) {
    if (entry.id != alternative.id) continue;
    if (const MaybeText text = entry.against(scene)) against.push_back(*text);
  }
  const diagnosis::Finding& cause = found.diagnosis.cause;
  if (cause.certainty > alternative.certainty) {
    against.push_back(fmt::format("{} is {} and explains what was seen without it", cause.id,
                                  diagnosis::ToString(cause.certainty)));
  }
  return against;
}

}  // namespace shakedown::report
