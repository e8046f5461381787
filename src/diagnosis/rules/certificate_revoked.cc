#include <fmt/format.h>

#include "diagnosis/advice.h"
#include "diagnosis/draft.h"
#include "diagnosis/grade.h"
#include "diagnosis/rules/guess.h"
#include "diagnosis/rules/rule.h"

namespace shakedown::diagnosis {
namespace {

std::optional<Certainty> HowSure(const Case& c, const Defect* defect) {
  if (c.Alert() == tls::AlertDescription::kCertificateRevoked) return Certainty::kCertain;
  if (defect != nullptr) return Grade(c, *defect);
  if (c.reading.Has(Ailment::kRevoked) && NothingElseExplains(c)) return Certainty::kPossible;
  return std::nullopt;
}

}  // namespace

std::optional<Finding> CertificateRevoked(const Case& c) {
  if (!c.RefusedPresented()) return std::nullopt;
  const Defect* defect = c.Find(Ailment::kRevoked);
  const std::optional<Certainty> certainty = HowSure(c, defect);
  if (!certainty) return std::nullopt;
  const int depth = defect != nullptr ? defect->depth : 0;
  const std::string who = CertificateText(c, depth);
  Draft draft(c, *certainty);
  if (*certainty == Certainty::kPossible) {
    draft.Summary(who + " may have been revoked")
        .Explain(
            "Nothing wrong can be seen in the certificate itself. What cannot be seen from "
            "here is whether its authority has withdrawn it; a server that checks revocation "
            "would then refuse it in just this way.");
  } else {
    draft.Summary(who + " has been revoked by its authority")
        .Explain(fmt::format("The authority has withdrawn {} before its time, and the server "
                             "checks for that. A revoked certificate stays refused.",
                             who));
  }
  if (const auto* certificate = At(c.identity(), depth);
      certificate != nullptr && !certificate->serial.empty()) {
    draft.Show("its serial number is " + certificate->serial);
  }
  if (defect != nullptr && !defect->detail.empty())
    draft.Show("revocation list: " + defect->detail);
  draft.ShowSent().ShowVerdict();
  if (*certainty == Certainty::kPossible) {
    draft.Fix(
        "look the serial number up in the authority's revocation list (--crl FILE settles it)");
    draft.Fix(LogAdvice(c.dialect.product));
  } else {
    draft.Fix("get a new certificate from the authority, with a new key");
  }
  return draft.Done();
}

}  // namespace shakedown::diagnosis
