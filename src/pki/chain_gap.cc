#include "pki/chain_gap.h"

#include <algorithm>
#include <string>
#include <vector>

#include "ossl/error_queue.h"
#include "pki/order_chain.h"
#include "pki/read_facts.h"
#include "tls/distinguished_name.h"

namespace shakedown::pki {
namespace {

using attempt::PathFinding;
using attempt::PathProblem;

std::string IssuerText(X509* certificate) {
  return tls::ToText(tls::DecodeDistinguishedName(ToDer(X509_get_issuer_name(certificate))).value);
}

/// The certificates of `pool` that carry `name` as subject, other than `except`.
std::vector<X509*> Named(const X509_NAME* name, std::span<const ossl::X509Ptr> pool, X509* except) {
  std::vector<X509*> found;
  for (const ossl::X509Ptr& candidate : pool) {
    if (X509_NAME_cmp(X509_get_subject_name(candidate.get()), name) == 0 &&
        X509_cmp(candidate.get(), except) != 0) {
      found.push_back(candidate.get());
    }
  }
  return found;
}

/// The chain was presented up to a root that is not trusted.
PathFinding ExplainUntrustedRoot(const Verification& verification, const TrustStore& trust) {
  X509* const root = verification.chain.back().get();
  const int depth = static_cast<int>(verification.chain.size()) - 1;
  const std::string name = SubjectText(root);
  if (!Named(X509_get_subject_name(root), trust.anchors(), root).empty()) {
    return {PathProblem::kBadSignature, std::max(0, depth - 1),
            "issued by a CA that has the name of a trusted one (" + name + ") and another key"};
  }
  return {PathProblem::kSelfSignedInChain, depth, "the root " + name + " is not trusted"};
}

/// An issuer with the right name and key is there, but the library did not take it.
PathFinding ExplainUnusedIssuer(X509* issuer, X509* top, int depth) {
  if (X509_check_issued(issuer, top) == X509_V_ERR_KEYUSAGE_NO_CERTSIGN) {
    return {PathProblem::kNotACa, depth + 1,
            SubjectText(issuer) + " may not sign certificates (key usage)"};
  }
  return {PathProblem::kUnknownIssuer, depth,
          "the authority key identifier of " + SubjectText(top) +
              " does not point to the certificate of " + SubjectText(issuer)};
}

/// `top` is not self-signed and nothing above it was found.
PathFinding ExplainMissingIssuer(X509* top, int depth, std::span<const ossl::X509Ptr> presented,
                                 std::span<const ossl::X509Ptr> known, const TrustStore& trust) {
  const X509_NAME* const name = X509_get_issuer_name(top);
  const std::string issuer = IssuerText(top);
  std::vector<X509*> candidates = Named(name, trust.anchors(), top);
  for (const auto pool : {presented, known}) {
    for (X509* const candidate : Named(name, pool, top)) candidates.push_back(candidate);
  }
  for (X509* const candidate : candidates) {
    if (Issued(candidate, top)) return ExplainUnusedIssuer(candidate, top, depth);
  }
  if (!candidates.empty()) {
    return {
        PathProblem::kBadSignature, depth,
        "the issuer's name " + issuer + " is known, but its key did not sign " + SubjectText(top)};
  }
  const bool top_is_anchor =
      std::any_of(trust.anchors().begin(), trust.anchors().end(),
                  [&](const ossl::X509Ptr& anchor) { return X509_cmp(anchor.get(), top) == 0; });
  if (top_is_anchor) {
    return {PathProblem::kIncompleteTrust, depth,
            SubjectText(top) + " is in the trust file, but its issuer " + issuer + " is not"};
  }
  return {PathProblem::kUnknownIssuer, depth, "no certificate of the issuer " + issuer};
}

}  // namespace

PathFinding ExplainGap(const Verification& verification, std::span<const ossl::X509Ptr> presented,
                       std::span<const ossl::X509Ptr> known, const TrustStore& trust,
                       const CheckOptions& options) {
  X509* const top = verification.chain.back().get();
  const int depth = static_cast<int>(verification.chain.size()) - 1;
  if (verification.Has(X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT)) {
    return {PathProblem::kSelfSignedLeaf, 0, SubjectText(top) + " is self-signed and not trusted"};
  }
  if (verification.Has(X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN)) {
    return ExplainUntrustedRoot(verification, trust);
  }
  if (!known.empty() &&
      Verify(verification.chain.front().get(), presented, known, trust, options).complete()) {
    return {PathProblem::kMissingIntermediate, depth,
            "the certificate of the issuer " + IssuerText(top) + " is not presented"};
  }
  PathFinding finding = ExplainMissingIssuer(top, depth, presented, known, trust);
  ossl::ClearErrors();
  return finding;
}

}  // namespace shakedown::pki
