#include <fmt/format.h>

#include "core/hex.h"
#include "core/text.h"
#include "diagnosis/draft.h"
#include "diagnosis/rules/rule.h"
#include "diagnosis/rules/withholding.h"

namespace shakedown::diagnosis {

std::optional<Finding> ClientNameEncoding(const Case& c) {
  const tls::CertificateRequest* request = WithheldFrom(c);
  if (request == nullptr || KeyIsRefused(c, *request)) return std::nullopt;
  if (c.listing.match != Listing::Match::kSameName) return std::nullopt;
  const auto& listed = request->ca_names[static_cast<size_t>(c.listing.listed_index)];
  const auto& issuer = At(c.identity(), c.listing.chain_index)->issuer;
  Draft draft(c, Certainty::kLikely);
  draft
      .Summary(fmt::format("the issuer {} is listed by the server in another encoding",
                           NameText(issuer)))
      .Explain(fmt::format(
          "The server lists the authority {} and the client's chain was issued by {}. For people "
          "this is one name, but the bytes differ, and many clients compare bytes: they take it "
          "for another authority and present nothing.",
          NameText(listed), NameText(issuer)))
      .Show(fmt::format("listed name, in bytes: {}", ElideMiddle(ToHex(listed.der), 120)),
            c.request()->number)
      .Show(fmt::format("issuer name, in bytes: {}", ElideMiddle(ToHex(issuer.der), 120)))
      .ShowSent()
      .ShowVerdict()
      .Fix(
          "issue the certificate again so that its issuer name has the very bytes of the "
          "authority's subject, or put the matching CA certificate into the server's CA file");
  return draft.Done();
}

}  // namespace shakedown::diagnosis
