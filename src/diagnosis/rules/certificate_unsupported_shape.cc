#include "diagnosis/draft.h"
#include "diagnosis/grade.h"
#include "diagnosis/rules/rule.h"

namespace shakedown::diagnosis {

std::optional<Finding> CertificateUnsupportedShape(const Case& c) {
  if (!c.RefusedPresented()) return std::nullopt;
  const Defect* defect = c.Find(Ailment::kShape);
  if (defect == nullptr) return std::nullopt;
  const std::string reason = defect->detail.empty() ? "its fields are unusual" : defect->detail;
  // Verifiers differ widely in what they tolerate.
  const Certainty certainty = std::min(Grade(c, *defect), Certainty::kLikely);
  Draft draft(c, certainty);
  draft.Summary(CertificateText(c, defect->depth) + " has a form that servers refuse: " + reason)
      .Explain("Verifiers accept certificates only in the form they know. About " +
               CertificateText(c, defect->depth) + " something is unusual: " + reason + ".")
      .Show(CertificateText(c, defect->depth) + ": " + reason)
      .ShowSent()
      .ShowVerdict()
      .Fix(
          "have the certificate issued again in a common form (version 3, no unknown critical "
          "extensions)");
  return draft.Done();
}

}  // namespace shakedown::diagnosis
