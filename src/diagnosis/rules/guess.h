// When a server refuses a certificate without saying why and nothing is wrong with it by anything
// in hand, the rules about the server's side may guess.
#pragma once

#include "diagnosis/grade.h"
#include "diagnosis/probe_signs.h"

namespace shakedown::diagnosis {

/// The server's CA file is known and verifies the chain, but perhaps for a revocation list that the
/// file in hand lacks and the server may have.
inline bool PathLinks(const Case& c) {
  if (!c.identity().path) return false;
  for (const attempt::PathFinding& finding : c.identity().path->findings) {
    const bool revocation_data = finding.problem == attempt::PathProblem::kCrlMissing ||
                                 finding.problem == attempt::PathProblem::kCrlExpired;
    if (!revocation_data) return false;
  }
  return true;
}

/// A server that closes or forbids without a word may mean something else than the certificate. If
/// one that nobody can trust met the very same end, this is at least how it refuses certificates.
inline bool StrangerMetTheSame(const Case& c) {
  for (const Other& other : c.others) {
    if (other.throwaway() && other.same_point && other.sni == c.sni && other.host == c.host &&
        other.sent == true && other.verdict.outcome == Outcome::kRefused &&
        other.verdict.ending == c.verdict.ending && other.verdict.page == c.verdict.page) {
      return true;
    }
  }
  return false;
}

/// The refusal is about the certificate, in words or by comparison.
inline bool IsAboutCertificate(const Case& c) { return c.spoken || StrangerMetTheSame(c); }

/// What a guess is worth: a server without words leaves it a guess.
inline Certainty AtMostGuessed(const Case& c, Certainty certainty) {
  return c.spoken ? certainty : Certainty::kPossible;
}

/// The refusal is about the certificate, the identity is in order, and its chain leads to an
/// authority that the server lists or is known to trust.
inline bool NothingElseExplains(const Case& c) {
  if (!c.RefusedPresented() || !IsAboutCertificate(c) || Explained(c) || c.identity().chain.empty())
    return false;
  for (const Defect& defect : c.defects) {
    const bool maybe = defect.ailment == Ailment::kRevocationUnknown && !defect.proven;
    if (c.reading.Has(defect.ailment) && !maybe) return false;
  }
  if (c.identity().path) return PathLinks(c);
  return c.listing.match == Listing::Match::kListed || AnchorShown(c) == Anchor::kHeld ||
         AnchorShown(c) == Anchor::kStale;
}

}  // namespace shakedown::diagnosis
