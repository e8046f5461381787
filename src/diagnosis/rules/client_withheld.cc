#include "diagnosis/draft.h"
#include "diagnosis/rules/rule.h"
#include "diagnosis/rules/withholding.h"

namespace shakedown::diagnosis {

std::optional<Finding> ClientWithheld(const Case& c) {
  const tls::CertificateRequest* request = WithheldFrom(c);
  if (request == nullptr || KeyIsRefused(c, *request)) return std::nullopt;
  const bool fits =
      c.listing.match == Listing::Match::kListed || c.listing.match == Listing::Match::kNoList;
  if (!fits || ClientChainSignatureNotAccepted(c)) return std::nullopt;
  Draft draft(c, Certainty::kPossible);
  draft.Summary("the client holds " + CertificateText(c, 0) + " and did not present it")
      .Explain(
          "By its issuer and its key the certificate fits what the server asked for, yet the "
          "client answered with an empty list. The client has a rule of its own against it: "
          "its dates, its usage, access to the key, or a choice the user has not made.")
      .ShowRequest()
      .ShowSent()
      .ShowVerdict()
      .Fix("check dates and usage of the certificate and the client's access to its key");
  return draft.Done();
}

}  // namespace shakedown::diagnosis
