#include <fmt/format.h>

#include "diagnosis/advice.h"
#include "diagnosis/draft.h"
#include "diagnosis/grade.h"
#include "diagnosis/probe_signs.h"
#include "diagnosis/rules/guess.h"
#include "diagnosis/rules/rule.h"

namespace shakedown::diagnosis {
namespace {

/// "Expired" was answered about a chain whose dates are all right.
bool ExpiredWithoutReason(const Case& c) {
  return c.Alert() == tls::AlertDescription::kCertificateExpired &&
         c.clocks.deciding().has_value() && !c.identity().chain.empty() &&
         c.Find(Ailment::kExpired) == nullptr && c.Find(Ailment::kNotYetValid) == nullptr;
}

std::optional<Certainty> HowSure(const Case& c, const Defect* defect) {
  if (defect != nullptr) {
    // An answer that may mean anything speaks for the depth limit as well.
    const bool maybe_depth = LeavesMostOpen(c) && c.reading.Has(Ailment::kTooDeep) &&
                             PresentedIntermediates(c.identity()) > 1;
    return maybe_depth ? Certainty::kPossible : Grade(c, *defect);
  }
  if (!c.reading.Has(Ailment::kRevocationUnknown)) return std::nullopt;
  // A certificate made just now is refused in the same way.
  if (AnchorShown(c) == Anchor::kStale) return Certainty::kLikely;
  // Nor does an intermediate get through that the server has no list of, and its length is fine.
  const bool unlisted = c.list_probe != nullptr && c.depth_probe != nullptr &&
                        c.reading.Has(Ailment::kRevocationUnknown);
  if (unlisted) return Certainty::kLikely;
  if (ExpiredWithoutReason(c)) {
    return c.dialect.stack == Stack::kOpenSsl || c.dialect.stack == Stack::kUnknown
               ? Certainty::kLikely
               : Certainty::kPossible;
  }
  if (!NothingElseExplains(c)) return std::nullopt;
  // Apache's answer to a stale list; nothing else is known to make OpenSSL say this.
  const bool apache =
      c.Alert() == tls::AlertDescription::kCertificateUnknown && c.dialect.stack == Stack::kOpenSsl;
  return apache ? Certainty::kLikely : Certainty::kPossible;
}

}  // namespace

std::optional<Finding> CertificateRevocationUnknown(const Case& c) {
  if (!c.RefusedPresented()) return std::nullopt;
  const Defect* defect = c.Find(Ailment::kRevocationUnknown);
  const std::optional<Certainty> certainty = HowSure(c, defect);
  if (!certainty) return std::nullopt;
  Draft draft(c, *certainty);
  if (ExpiredWithoutReason(c)) {
    draft.Summary(
        "the server says \"expired\", but every date in the chain is right: its "
        "revocation list has probably run out");
  } else {
    draft.Summary("the server's revocation list is missing or out of date");
  }
  draft
      .Explain(
          "A server that checks revocation needs a current list from every authority in the "
          "chain. If one is missing or past its date it refuses good certificates as well, "
          "and its answer then speaks of an expired or unknown certificate.")
      .ShowSent();
  if (defect != nullptr && !defect->detail.empty())
    draft.Show("revocation list: " + defect->detail);
  if (ExpiredWithoutReason(c)) {
    draft.Show(fmt::format("{} is valid until {}", CertificateText(c, 0),
                           FormatUtc(c.identity().chain.front().not_after)));
    draft.ShowClocks();
  }
  draft.ShowVerdict().Fix(RevocationAdvice(c.dialect.product));
  draft.Fix(
      "check the server's clock, and try another certificate of the same authority: if it is "
      "refused as well, the server is at fault");
  return draft.Done();
}

}  // namespace shakedown::diagnosis
