#include <fmt/format.h>

#include "diagnosis/advice.h"
#include "diagnosis/draft.h"
#include "diagnosis/probe_signs.h"
#include "diagnosis/rules/guess.h"
#include "diagnosis/rules/rule.h"

namespace shakedown::diagnosis {

namespace {

/// The CA file at hand stops at an intermediate: a verifier that wants a root finds no path.
Finding IncompleteFile(const Case& c, const Defect& defect) {
  Draft draft(c, Grade(c, defect));
  draft.Summary("the server's CA file holds an intermediate and not the root above it")
      .Explain(
          "The CA file at hand knows the issuer of the client's certificate, but not the authority "
          "above that one. Most servers build a path up to a root and refuse every certificate, "
          "the good ones too, when it is not in their file.")
      .ShowRequest()
      .Show("check against the server's CA file: " + defect.detail)
      .ShowSent()
      .ShowVerdict();
  draft.Fix(
      "on the server: add the root, and every intermediate up to it, to the CA file, and reload");
  return draft.Done();
}

}  // namespace

std::optional<Finding> ServerMisconfiguredTrust(const Case& c) {
  if (!c.reading.Has(Ailment::kMisconfiguredTrust)) return std::nullopt;
  if (const Defect* defect = c.Find(Ailment::kMisconfiguredTrust)) {
    return IncompleteFile(c, *defect);
  }
  if (!NothingElseExplains(c)) return std::nullopt;
  const bool said_unknown = c.Alert() == tls::AlertDescription::kUnknownCa;
  // With intermediates, a depth limit or a missing revocation list say the same.
  const bool direct = c.identity().path ? c.identity().path->intermediates == 0
                                        : PresentedIntermediates(c.identity()) == 0;
  // It lists the name and does not know the authority, or has no revocation list of it.
  const bool empty_promise = AnchorShown(c) == Anchor::kNotHeld &&
                             (c.listing.match == Listing::Match::kListed || c.PathTrusted());
  const bool likely = (c.PathTrusted() && said_unknown && direct) || empty_promise;
  const std::string issuer = NameText(c.identity().chain.back().issuer);
  // The file at hand has the key that the chain refers to, and the server's authority has another.
  const bool proven = c.PathTrusted() && KeyDiffers(c);
  const Certainty sure = likely ? Certainty::kLikely : Certainty::kPossible;
  Draft draft(c, proven ? Certainty::kCertain : AtMostGuessed(c, sure));
  draft.Summary(fmt::format("the server should trust the issuer {} and does not", issuer))
      .Explain(fmt::format(
          "{}, and nothing is wrong with the certificate by anything that can be checked from "
          "here. "
          "The server refused it all the same, so the CA file that it really uses may lack a "
          "link, such as the root above an intermediate, or hold another authority of that name.",
          c.PathTrusted() ? "The CA file at hand verifies the client's chain"
                          : fmt::format("The server lists the issuer {} as accepted", issuer)))
      .ShowRequest();
  if (c.PathTrusted()) draft.Show("the CA file at hand verifies the chain without a finding");
  draft.ShowSent().ShowVerdict();
  draft.Fix(
      "on the server: compare the CA file in use with the one at hand; it needs the root and "
      "every intermediate up to it");
  draft.Fix(LogAdvice(c.dialect.product));
  return draft.Done();
}

}  // namespace shakedown::diagnosis
