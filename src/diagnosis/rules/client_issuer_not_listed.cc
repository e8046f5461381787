#include <fmt/format.h>

#include "diagnosis/draft.h"
#include "diagnosis/rules/rule.h"
#include "diagnosis/rules/withholding.h"

namespace shakedown::diagnosis {

std::optional<Finding> ClientIssuerNotListed(const Case& c) {
  const tls::CertificateRequest* request = WithheldFrom(c);
  if (request == nullptr || KeyIsRefused(c, *request)) return std::nullopt;
  if (c.listing.match != Listing::Match::kNotListed) return std::nullopt;
  const attempt::CertificateFacts& last = c.identity().chain.back();
  // A known gap is the better explanation of the same silence.
  const bool gap = c.Find(Ailment::kMissingIntermediate) != nullptr;
  Draft draft(c, gap ? Certainty::kPossible : Certainty::kLikely);
  draft
      .Summary(fmt::format("the certificate's issuer {} is not among the {} that the server lists",
                           NameText(last.issuer), Count(c.listing.names, "name")))
      .Explain(fmt::format(
          "The server accepts certificates from {}. The client's certificate comes from {}, which "
          "is not one of them, and this client presents nothing in such a case. To the server it "
          "looks like a client without a certificate.",
          ListNames(*request), NameText(last.issuer)))
      .ShowRequest()
      .Show("the identity's chain ends with the issuer " + NameText(last.issuer))
      .ShowSent()
      .ShowVerdict()
      .Fix("use a certificate issued by " + ListNames(*request));
  return draft.Done();
}

}  // namespace shakedown::diagnosis
