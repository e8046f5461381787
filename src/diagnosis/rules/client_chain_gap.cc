#include <fmt/format.h>

#include "diagnosis/draft.h"
#include "diagnosis/rules/rule.h"
#include "diagnosis/rules/withholding.h"

namespace shakedown::diagnosis {
namespace {

/// The chain ends in the air and nothing in hand says where it leads: a gap is as good a guess as
/// an authority that the server does not accept.
std::optional<Finding> MaybeGap(const Case& c, const tls::CertificateRequest& request) {
  const attempt::CertificateFacts& last = c.identity().chain.back();
  if (last.self_signed || c.identity().path) return std::nullopt;
  Draft draft(c, Certainty::kPossible);
  draft
      .Summary(fmt::format("if {} stands below a listed authority, its certificate is missing from "
                           "the client's file",
                           NameText(last.issuer)))
      .Explain(fmt::format(
          "The server lists {}, and the client's chain ends at the issuer {}. Should that issuer "
          "be an intermediate below a listed authority, the client cannot know it without the "
          "intermediate's certificate, and presents nothing.",
          ListNames(request), NameText(last.issuer)))
      .ShowRequest()
      .ShowSent()
      .ShowVerdict()
      .Fix("if there is a certificate of " + NameText(last.issuer) +
           ", append it to the client's certificate file");
  return draft.Done();
}

}  // namespace

std::optional<Finding> ClientChainGap(const Case& c) {
  const tls::CertificateRequest* request = WithheldFrom(c);
  if (request == nullptr || KeyIsRefused(c, *request)) return std::nullopt;
  if (c.listing.match != Listing::Match::kNotListed) return std::nullopt;
  const Defect* gap = c.Find(Ailment::kMissingIntermediate);
  if (gap == nullptr) return MaybeGap(c, *request);
  const attempt::CertificateFacts& last = c.identity().chain.back();
  Draft draft(c, Certainty::kLikely);
  draft
      .Summary(fmt::format("the intermediate {} is not configured, so the client cannot link its "
                           "certificate to the server's list",
                           NameText(last.issuer)))
      .Explain(fmt::format(
          "The server lists {}. The client's certificate was issued by {}, which stands below that "
          "authority, but the client was not given that intermediate certificate. It could not see "
          "the connection and presented nothing.",
          ListNames(*request), NameText(last.issuer)))
      .ShowRequest()
      .Show("the configured chain ends at " + NameText(last.subject) + ", issued by " +
            NameText(last.issuer))
      .ShowSent()
      .ShowVerdict()
      .Fix("append the certificate of " + NameText(last.issuer) +
           " to the client's certificate file");
  return draft.Done();
}

}  // namespace shakedown::diagnosis
