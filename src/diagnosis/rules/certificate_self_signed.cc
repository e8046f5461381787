#include <fmt/format.h>

#include "diagnosis/advice.h"
#include "diagnosis/draft.h"
#include "diagnosis/grade.h"
#include "diagnosis/rules/rule.h"

namespace shakedown::diagnosis {

std::optional<Finding> CertificateSelfSigned(const Case& c) {
  if (!c.RefusedPresented()) return std::nullopt;
  const Defect* defect = c.Find(Ailment::kSelfSigned);
  if (defect == nullptr) return std::nullopt;
  const attempt::CertificateFacts& leaf = c.identity().chain.front();
  Certainty certainty = Grade(c, *defect);
  // A self-signed certificate that the server itself lists may well be trusted.
  if (c.listing.match == Listing::Match::kListed && !c.identity().path) {
    certainty = Certainty::kPossible;
  }
  Draft draft(c, certainty);
  draft.Summary(fmt::format("the certificate {} is signed by itself", NameText(leaf.subject)))
      .Explain(fmt::format(
          "No authority stands behind the certificate {}: it carries its own signature. Such a "
          "certificate is accepted only if the server was told to trust exactly this one.",
          NameText(leaf.subject)))
      .ShowRequest()
      .Show("subject and issuer are both " + NameText(leaf.subject) +
            ", and its own key verifies its signature")
      .ShowSent()
      .ShowVerdict();
  const std::string listed = ListedAuthorities(c);
  draft.Fix(listed.empty() ? "have a certificate issued by an authority that the server trusts"
                           : "have a certificate issued by " + listed);
  draft.Fix(TrustAdvice(c.dialect.product, "this one certificate"));
  return draft.Done();
}

}  // namespace shakedown::diagnosis
