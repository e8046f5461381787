// What is wrong with the identity by everything at hand before the server is heard: its dates,
// usages, keys and links, and the check against the server's CA file if there is one.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "attempt/attempt.h"
#include "diagnosis/ailment.h"
#include "diagnosis/clocks.h"
#include "diagnosis/listing.h"

namespace shakedown::diagnosis {

/// One defect of the identity.
struct Defect {
  Ailment ailment{};
  int depth = 0;  ///< certificate that it is about; 0 is the leaf
  /// Facts in hand prove it. Otherwise they only suggest it.
  bool proven = false;
  /// Every server that checks at all refuses this, by the server's own clock or trust file.
  bool decisive = false;
  std::string detail;  ///< the path check's words; may be empty
};

struct DefectInput {
  const attempt::Attempt* attempt = nullptr;
  Clocks clocks;
  Listing listing;
  const tls::CertificateRequest* request = nullptr;  ///< may be null
  /// Certificates of other identities in the same run: they may close a gap.
  std::vector<const attempt::CertificateFacts*> known;
};

/// All defects, at most one per ailment, in the order in which verifiers look for them.
std::vector<Defect> FindDefects(const DefectInput& input);

/// The certificate at `depth` of the presented chain, or null.
const attempt::CertificateFacts* At(const attempt::IdentityFacts& identity, int depth);
/// Intermediates that are presented: without the leaf and without self-signed roots.
int PresentedIntermediates(const attempt::IdentityFacts& identity);
/// The known certificate that issued the last one of the chain by name, or null.
const attempt::CertificateFacts* MissingLink(
    const attempt::IdentityFacts& identity,
    const std::vector<const attempt::CertificateFacts*>& known);

}  // namespace shakedown::diagnosis
