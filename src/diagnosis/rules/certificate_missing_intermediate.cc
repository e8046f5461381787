#include <fmt/format.h>

#include <algorithm>

#include "diagnosis/draft.h"
#include "diagnosis/grade.h"
#include "diagnosis/probe_signs.h"
#include "diagnosis/rules/guess.h"
#include "diagnosis/rules/rule.h"

namespace shakedown::diagnosis {
namespace {

/// Another attempt that got in with the same leaf and more certificates, or null.
const Other* LongerChainAccepted(const Case& c) {
  const auto& own = c.identity().chain;
  const auto found = std::find_if(c.others.begin(), c.others.end(), [&](const Other& other) {
    const auto& chain = other.attempt->identity.chain;
    return other.same_point && other.sni == c.sni && other.accepted() && other.sent == true &&
           !other.throwaway() && chain.size() > own.size() && !own.front().sha256.empty() &&
           chain.front().sha256 == own.front().sha256;
  });
  return found != c.others.end() ? &*found : nullptr;
}

/// Nobody knows the missing link, but a chain that ends in the air may well lack one.
std::optional<Certainty> Guess(const Case& c) {
  const attempt::CertificateFacts& last = c.identity().chain.back();
  const bool ends_in_the_air = !last.self_issued && !last.self_signed;
  const Defect* unknown = c.Find(Ailment::kUnknownIssuer);
  const bool file_lacks_issuer = unknown != nullptr && unknown->proven;
  const bool unlinked =
      c.identity().path ? file_lacks_issuer : c.listing.match != Listing::Match::kListed;
  // The server knows an authority of the very name that the chain ends at.
  if (AnchorShown(c) == Anchor::kHeld) return std::nullopt;
  if (!ends_in_the_air || !unlinked || !c.reading.Has(Ailment::kMissingIntermediate)) {
    return std::nullopt;
  }
  if (!IsAboutCertificate(c) || (Explained(c) && !file_lacks_issuer)) return std::nullopt;
  return Certainty::kPossible;
}

}  // namespace

std::optional<Finding> CertificateMissingIntermediate(const Case& c) {
  if (!c.RefusedPresented() || c.identity().chain.empty()) return std::nullopt;
  const Defect* defect = c.Find(Ailment::kMissingIntermediate);
  const bool fits = c.reading.Has(Ailment::kMissingIntermediate);
  const Other* longer = fits ? LongerChainAccepted(c) : nullptr;
  std::optional<Certainty> certainty;
  if (longer != nullptr) {
    certainty = Certainty::kCertain;
  } else if (defect != nullptr) {
    certainty = Grade(c, *defect);
  } else {
    certainty = Guess(c);
  }
  if (!certainty) return std::nullopt;
  const attempt::CertificateFacts& last = c.identity().chain.back();
  Draft draft(c, *certainty);
  draft
      .Summary(fmt::format("the chain was sent without the intermediate {}", NameText(last.issuer)))
      .Explain(fmt::format(
          "The last certificate that the client sent was issued by {}. The server does not have "
          "that authority's certificate and does not search for it; without it, it cannot link the "
          "client to an authority it trusts.",
          NameText(last.issuer)))
      .ShowRequest()
      .ShowSent();
  if (const auto* link = MissingLink(c.identity(), {})) {
    draft.Show("the identity has " + NameText(link->subject) + ", issued by " +
               NameText(link->issuer) + ", and does not send it");
  }
  if (defect != nullptr && !defect->detail.empty())
    draft.Show("check against the server's CA file: " + defect->detail);
  if (longer != nullptr) {
    draft.ShowIn(*longer, "the same certificate with a longer chain was accepted",
                 longer->verdict.event);
  }
  draft.ShowVerdict().Fix("append the certificate of " + NameText(last.issuer) +
                          " to the client's certificate file, after its own certificate");
  return draft.Done();
}

}  // namespace shakedown::diagnosis
