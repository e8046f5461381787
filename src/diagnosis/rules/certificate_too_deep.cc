#include <fmt/format.h>

#include <algorithm>

#include "diagnosis/advice.h"
#include "diagnosis/draft.h"
#include "diagnosis/grade.h"
#include "diagnosis/rules/guess.h"
#include "diagnosis/rules/rule.h"

namespace shakedown::diagnosis {
namespace {

/// Intermediates on the path that the server builds.
int Intermediates(const Case& c) {
  return c.identity().path ? std::max(c.identity().path->intermediates, 0)
                           : PresentedIntermediates(c.identity());
}

/// An accepted attempt with a shorter chain that ends at the same issuer, or null.
const Other* ShorterChainAccepted(const Case& c) {
  const auto& own = c.identity().chain;
  const auto found = std::find_if(c.others.begin(), c.others.end(), [&](const Other& other) {
    const auto& identity = other.attempt->identity;
    return other.same_point && other.sni == c.sni && other.requested() && other.accepted() &&
           other.sent == true && !other.throwaway() && !identity.chain.empty() &&
           PresentedIntermediates(identity) < PresentedIntermediates(c.identity()) &&
           tls::SameName(identity.chain.back().issuer, own.back().issuer);
  });
  return found != c.others.end() ? &*found : nullptr;
}

/// Whether the leaf alone was refused as one of an unknown authority: with its intermediates the
/// server had found the way to one it knows.
bool LeafAloneIsUnknown(const Case& c) {
  const auto& own = c.identity().chain;
  return std::any_of(c.others.begin(), c.others.end(), [&](const Other& other) {
    const auto& chain = other.attempt->identity.chain;
    return other.same_point && other.sni == c.sni && chain.size() == 1 && own.size() > 1 &&
           !other.throwaway() && chain.front().sha256 == own.front().sha256 && other.sent == true &&
           other.verdict.ending == Ending::kServerAlert &&
           other.verdict.alert->description == tls::AlertDescription::kUnknownCa;
  });
}

/// The fewest intermediates that a default configuration of the likely server refuses.
int FewestRefused(const Case& c) {
  const bool counts_root = c.dialect.product == Product::kApache ||
                           c.dialect.product == Product::kLighttpd ||
                           c.Alert() == tls::AlertDescription::kInternalError;
  return counts_root ? 1 : 2;
}

std::optional<Certainty> HowSure(const Case& c, const Defect* defect, const Other* shorter) {
  if (defect != nullptr) return Grade(c, *defect);
  const int intermediates = Intermediates(c);
  if (!c.reading.Has(Ailment::kTooDeep) || intermediates < 1) return std::nullopt;
  // Only Apache's depth check answers with this alert after a certificate.
  const bool named = c.reading.size() == 1;
  if (!named && !NothingElseExplains(c)) return std::nullopt;
  // Any chain of this length is refused so, and a short one below the same authority is not.
  if (named && (c.depth_probe != nullptr || LeafAloneIsUnknown(c))) return Certainty::kCertain;
  if (shorter != nullptr) return named ? Certainty::kCertain : Certainty::kLikely;
  if (named) return Certainty::kLikely;
  // Where a list at hand fails the chain as well, a limit that nobody has seen is the weaker
  // reason; not so for a server that has one answer for both.
  if (c.Find(Ailment::kRevocationUnknown) != nullptr && !LeavesMostOpen(c)) {
    return Certainty::kPossible;
  }
  return AtMostGuessed(
      c, intermediates >= FewestRefused(c) ? Certainty::kLikely : Certainty::kPossible);
}

}  // namespace

std::optional<Finding> CertificateTooDeep(const Case& c) {
  if (!c.RefusedPresented() || c.identity().chain.empty()) return std::nullopt;
  const Defect* defect = c.Find(Ailment::kTooDeep);
  const Other* shorter = ShorterChainAccepted(c);
  const std::optional<Certainty> certainty = HowSure(c, defect, shorter);
  if (!certainty) return std::nullopt;
  const int intermediates = Intermediates(c);
  const std::string count = Count(static_cast<size_t>(intermediates), "intermediate");
  Draft draft(c, *certainty);
  draft.Summary(fmt::format("the chain has {}, more than {} seems to allow", count, ServerText(c)))
      .Explain(fmt::format(
          "Between the client's certificate and the authority that the server trusts stand {}. "
          "Everything else about the chain is in order as far as can be seen, but servers limit "
          "that number: by default nginx allows one intermediate and Apache httpd none.",
          count))
      .ShowRequest()
      .ShowSent();
  if (c.PathTrusted()) draft.Show("the server's CA file verifies the chain over " + count);
  if (shorter != nullptr) {
    draft.ShowIn(
        *shorter,
        fmt::format("a chain with {} under the same authority was accepted",
                    Count(static_cast<size_t>(PresentedIntermediates(shorter->attempt->identity)),
                          "intermediate")),
        shorter->verdict.event);
  }
  draft.ShowVerdict()
      .Fix(DepthAdvice(c.dialect.product, intermediates))
      .Fix("or use a certificate that stands closer to the trusted authority");
  return draft.Done();
}

}  // namespace shakedown::diagnosis
