#include <fmt/format.h>

#include "diagnosis/draft.h"
#include "diagnosis/grade.h"
#include "diagnosis/rules/rule.h"

namespace shakedown::diagnosis {
namespace {

/// What the certificate's usage fields say, for the certificate at fault.
std::string UsageText(const attempt::CertificateFacts& certificate) {
  if (certificate.key_usage && !certificate.key_usage->digital_signature &&
      certificate.is_ca != true) {
    return "its key usage does not include digitalSignature";
  }
  if (!certificate.extended_key_usage) return "its usage does not permit client authentication";
  std::string usages;
  for (const std::string& oid : *certificate.extended_key_usage) {
    if (usages.size() > 80) {
      usages += ", ...";
      break;
    }
    usages += (usages.empty() ? "" : ", ") + attempt::UsageName(oid);
  }
  return "its extended key usage is " + (usages.empty() ? "empty" : usages) +
         " and lacks clientAuth";
}

}  // namespace

std::optional<Finding> CertificateWrongPurpose(const Case& c) {
  if (!c.RefusedPresented()) return std::nullopt;
  const Defect* defect = c.Find(Ailment::kWrongPurpose);
  const bool named = c.reading == AilmentSet{Ailment::kWrongPurpose};
  if (defect == nullptr && !named) return std::nullopt;
  // Nothing wrong is visible here, but the server's word for it has one meaning.
  Draft draft(c, defect != nullptr ? Grade(c, *defect) : Certainty::kLikely);
  const int depth = defect != nullptr ? defect->depth : 0;
  const attempt::CertificateFacts* certificate = At(c.identity(), depth);
  const std::string usage = defect != nullptr && certificate != nullptr
                                ? UsageText(*certificate)
                                : std::string("the server says that its usage does not fit");
  draft
      .Summary(fmt::format("{} is not meant for client authentication: {}",
                           CertificateText(c, depth), usage))
      .Explain(fmt::format("Certificates can be limited to certain uses, and {} is limited in a "
                           "way that leaves out proving who a client is: {}.",
                           CertificateText(c, depth), usage))
      .Show(CertificateText(c, depth) + ": " + usage)
      .ShowSent()
      .ShowVerdict()
      .Fix(
          "have the certificate issued again with the extended key usage clientAuth and the key "
          "usage digitalSignature");
  return draft.Done();
}

}  // namespace shakedown::diagnosis
