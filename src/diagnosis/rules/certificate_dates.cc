// Expired and not yet valid: the same question asked from two sides.
#include <fmt/format.h>

#include "diagnosis/draft.h"
#include "diagnosis/grade.h"
#include "diagnosis/rules/rule.h"

namespace shakedown::diagnosis {
namespace {

/// A sentence about the clocks, if they matter.
std::string ClockText(const Case& c, const Defect& defect) {
  if (!c.clocks.Differ()) return "";
  const std::string clocks = fmt::format(" The server's clock shows {} and ours {}",
                                         FormatUtc(*c.clocks.server), FormatUtc(*c.clocks.own));
  if (!defect.proven) return clocks + ": by the server's Date header the certificate is valid.";
  return clocks + ": the two differ, and the server's decides.";
}

std::optional<Finding> DateFinding(const Case& c, Ailment ailment) {
  if (!c.RefusedPresented()) return std::nullopt;
  const Defect* defect = c.Find(ailment);
  if (defect == nullptr) return std::nullopt;
  const attempt::CertificateFacts* certificate = At(c.identity(), defect->depth);
  if (certificate == nullptr) certificate = &c.identity().chain.back();
  const bool expired = ailment == Ailment::kExpired;
  const std::string who = CertificateText(c, defect->depth);
  const std::string date = FormatUtc(expired ? certificate->not_after : certificate->not_before);
  Draft draft(c, Grade(c, *defect));
  draft
      .Summary(expired ? fmt::format("{} expired on {}", who, date)
                       : fmt::format("{} is valid only from {}", who, date))
      .Explain(expired
                   ? fmt::format("Certificates have a last day. That of {} was {}, and the server "
                                 "refused the chain it stands in.{}",
                                 who, date, ClockText(c, *defect))
                   : fmt::format("Certificates have a first day. That of {} is {}, which has not "
                                 "come yet, and the server refused the chain it stands in.{}",
                                 who, date, ClockText(c, *defect)))
      .Show(fmt::format("{}: {} is {}", who, expired ? "notAfter" : "notBefore", date))
      .ShowClocks()
      .ShowSent()
      .ShowVerdict();
  if (expired) {
    draft.Fix(defect->depth == 0
                  ? "renew the client's certificate"
                  : "replace the expired intermediate by its renewed certificate in the client's "
                    "certificate file");
  } else {
    draft.Fix("wait until then, or have the certificate issued with an earlier start");
  }
  if (c.clocks.Differ() || !expired) {
    draft.Fix("compare the clocks of the server, the client and the authority");
  }
  return draft.Done();
}

}  // namespace

std::optional<Finding> CertificateExpired(const Case& c) {
  return DateFinding(c, Ailment::kExpired);
}

std::optional<Finding> CertificateNotYetValid(const Case& c) {
  return DateFinding(c, Ailment::kNotYetValid);
}

}  // namespace shakedown::diagnosis
