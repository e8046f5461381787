#include <fmt/format.h>

#include "diagnosis/draft.h"
#include "diagnosis/grade.h"
#include "diagnosis/rules/rule.h"

namespace shakedown::diagnosis {

std::optional<Finding> CertificateWeak(const Case& c) {
  if (!c.RefusedPresented()) return std::nullopt;
  const Defect* defect = c.Find(Ailment::kWeak);
  if (defect == nullptr) return std::nullopt;
  const std::string reason = defect->detail.empty() ? "its key or digest is weak" : defect->detail;
  Draft draft(c, Grade(c, *defect));
  draft.Summary(fmt::format("{} is too weak: {}", CertificateText(c, defect->depth), reason))
      .Explain(fmt::format("Servers with current security settings refuse short keys and broken "
                           "digests. About {} they see: {}.",
                           CertificateText(c, defect->depth), reason))
      .Show(CertificateText(c, defect->depth) + ": " + reason)
      .ShowSent()
      .ShowVerdict()
      .Fix(
          "have a new certificate issued with RSA 2048 bits or more, or EC P-256, signed with "
          "SHA-256 or better");
  return draft.Done();
}

}  // namespace shakedown::diagnosis
