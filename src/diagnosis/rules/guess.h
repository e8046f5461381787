// When a server refuses a certificate without saying why and nothing is wrong with it by anything
// in hand, the rules about the server's side may guess.
#pragma once

#include "diagnosis/grade.h"

namespace shakedown::diagnosis {

/// The server spoke, the identity is in order, and its chain leads to an authority that the server
/// lists or is known to trust.
inline bool NothingElseExplains(const Case& c) {
  if (!c.RefusedPresented() || !c.spoken || Explained(c) || c.identity().chain.empty())
    return false;
  for (const Defect& defect : c.defects) {
    if (c.reading.Has(defect.ailment)) return false;
  }
  return c.PathTrusted() || (!c.identity().path && c.listing.match == Listing::Match::kListed);
}

}  // namespace shakedown::diagnosis
