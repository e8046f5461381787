#include <algorithm>
#include <string>
#include <tuple>
#include <utility>

#include "core/clock.h"
#include "pki/chain.h"
#include "pki/chain_gap.h"
#include "pki/read_facts.h"
#include "pki/verification.h"
#include "pki/verify_error.h"

namespace shakedown::pki {
namespace {

using attempt::PathCheck;
using attempt::PathFinding;
using attempt::PathProblem;

/// Security level 2: 112 bits.
constexpr int kMinSecurityBits = 112;

bool Has(const PathCheck& check, PathProblem problem, int depth) {
  return std::any_of(check.findings.begin(), check.findings.end(), [&](const PathFinding& finding) {
    return finding.problem == problem && finding.depth == depth;
  });
}

/// One finding for each problem and certificate.
void Add(PathCheck& check, PathFinding finding) {
  if (!Has(check, finding.problem, finding.depth)) check.findings.push_back(std::move(finding));
}

std::string TimeText(const ASN1_TIME* time) {
  const auto utc = ToUtc(time);
  return utc ? FormatUtc(*utc) : "an unreadable time";
}

std::string DetailOf(PathProblem problem, int error, X509* certificate) {
  const std::string subject = SubjectText(certificate);
  if (problem == PathProblem::kExpired) {
    return subject + " expired at " + TimeText(X509_get0_notAfter(certificate));
  }
  if (problem == PathProblem::kNotYetValid) {
    return subject + " is not valid before " + TimeText(X509_get0_notBefore(certificate));
  }
  return subject + ": " + X509_verify_cert_error_string(error);
}

/// Whether another finding says the same: a non-CA in the place of an issuer fails the purpose
/// check too, and a root is checked against the very list that was found wanting for what it
/// issued.
bool IsEcho(PathProblem problem, int depth, X509* certificate, const PathCheck& check) {
  if (depth == 0) return false;
  if (problem == PathProblem::kWrongPurpose) return X509_check_ca(certificate) == 0;
  const bool about_list =
      problem == PathProblem::kCrlExpired || problem == PathProblem::kCrlMissing;
  return about_list && (X509_get_extension_flags(certificate) & EXFLAG_SS) != 0 &&
         Has(check, problem, depth - 1);
}

void AddLibraryErrors(const Verification& verification, bool complete, PathCheck& check) {
  for (const auto& [error, depth] : verification.errors) {
    if (IsBuildingError(error)) continue;
    const PathProblem problem = ProblemOf(error);
    // Nobody can have the CRL of an issuer that is unknown.
    if (problem == PathProblem::kCrlMissing && !complete) continue;
    const int last = static_cast<int>(verification.chain.size()) - 1;
    X509* const certificate =
        verification.chain[static_cast<size_t>(std::clamp(depth, 0, last))].get();
    if (IsEcho(problem, depth, certificate, check)) continue;
    Add(check, {problem, depth, DetailOf(problem, error, certificate)});
  }
}

/// The library looks at dates and digest of a certificate only after it found the issuer; for the
/// last one of an incomplete chain this does it.
void AddDefectsOfTop(const Verification& verification, UtcSeconds at, PathCheck& check) {
  X509* const top = verification.chain.back().get();
  const int depth = static_cast<int>(verification.chain.size()) - 1;
  const auto from = ToUtc(X509_get0_notBefore(top));
  const auto to = ToUtc(X509_get0_notAfter(top));
  if (to && *to < at) {
    Add(check, {PathProblem::kExpired, depth, DetailOf(PathProblem::kExpired, 0, top)});
  }
  if (from && at < *from) {
    Add(check, {PathProblem::kNotYetValid, depth, DetailOf(PathProblem::kNotYetValid, 0, top)});
  }
  int bits = 0;
  const bool self_signed = verification.Has(X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT) ||
                           verification.Has(X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN);
  if (!self_signed && X509_get_signature_info(top, nullptr, nullptr, &bits, nullptr) == 1 &&
      bits < kMinSecurityBits) {
    Add(check,
        {PathProblem::kWeak, depth, DetailOf(PathProblem::kWeak, X509_V_ERR_CA_MD_TOO_WEAK, top)});
  }
}

/// Certificates between the leaf and the anchor. A self-signed certificate at the top is a root,
/// trusted or not.
int CountIntermediates(const Verification& verification, bool complete) {
  const int length = static_cast<int>(verification.chain.size());
  const bool has_root = complete || verification.Has(X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN);
  return std::max(0, length - (has_root ? 2 : 1));
}

void AddDepth(const Verification& verification, const CheckOptions& options, PathCheck& check) {
  if (options.max_intermediates < 0 || check.intermediates <= options.max_intermediates) return;
  const int depth = options.max_intermediates + 1;
  X509* const certificate = verification.chain[static_cast<size_t>(depth)].get();
  Add(check, {PathProblem::kTooDeep, depth,
              SubjectText(certificate) + " is intermediate number " + std::to_string(depth) +
                  "; the limit is " + std::to_string(options.max_intermediates)});
}

}  // namespace

PathCheck CheckPath(X509* leaf, std::span<const ossl::X509Ptr> presented,
                    std::span<const ossl::X509Ptr> known, const TrustStore& trust,
                    const CheckOptions& options) {
  CheckOptions at_one_time = options;
  if (!at_one_time.at) at_one_time.at = UtcNow();
  const Verification verification = Verify(leaf, presented, {}, trust, at_one_time);
  const bool complete = verification.complete();
  PathCheck check;
  check.intermediates = CountIntermediates(verification, complete);
  if (!complete) {
    Add(check, ExplainGap(verification, presented, known, trust, at_one_time));
    AddDefectsOfTop(verification, *at_one_time.at, check);
  }
  AddLibraryErrors(verification, complete, check);
  AddDepth(verification, at_one_time, check);
  std::stable_sort(check.findings.begin(), check.findings.end(),
                   [](const PathFinding& a, const PathFinding& b) { return a.depth < b.depth; });
  check.trusted = check.findings.empty();
  return check;
}

}  // namespace shakedown::pki
