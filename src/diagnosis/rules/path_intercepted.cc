// A forward proxy or a device behind it opens the connection and signs a server certificate of its
// own.
#include <fmt/format.h>

#include <algorithm>

#include "core/text.h"
#include "diagnosis/draft.h"
#include "diagnosis/hops/differences.h"
#include "diagnosis/hops/seen_hop.h"
#include "diagnosis/rules/rule.h"

namespace shakedown::diagnosis {
namespace {

constexpr size_t kMostDifferencesShown = 3;

const attempt::ServerChecked* Served(const attempt::HandshakeTrace& trace) {
  const auto checked = attempt::Last<attempt::ServerChecked>(trace);
  return checked && !checked->chain.empty() ? checked.event : nullptr;
}

/// The same host on a way without the proxies, answering with another certificate, or null.
const Other* DirectDiffers(const Case& c, const attempt::ServerChecked& here) {
  if (attempt::FirstProxy(c.spec().via) == nullptr) return nullptr;
  const auto found = std::find_if(c.others.begin(), c.others.end(), [&](const Other& other) {
    const attempt::ServerChecked* there = Served(other.attempt->trace);
    return other.same_target && attempt::FirstProxy(other.attempt->spec.via) == nullptr &&
           other.sni == c.sni && there != nullptr &&
           there->chain.front().sha256 != here.chain.front().sha256;
  });
  return found != c.others.end() ? &*found : nullptr;
}

/// Products whose work it is, and proxies that may be told to do it.
std::vector<SeenHop> Openers(const Case& c) {
  std::vector<SeenHop> hops = HopsSeen(c.trace());
  std::erase_if(hops, [](const SeenHop& hop) {
    const bool may = hop.kind == HopKind::kInspection || hop.kind == HopKind::kProxy;
    return !may || hop.mark == SeenHop::Mark::kPage || hop.mark == SeenHop::Mark::kHandwriting;
  });
  return hops;
}

bool HasInspector(const std::vector<SeenHop>& hops) {
  return std::any_of(hops.begin(), hops.end(),
                     [](const SeenHop& hop) { return hop.kind == HopKind::kInspection; });
}

std::optional<Certainty> HowSure(const Case& c, const attempt::ServerChecked& here,
                                 const Other* direct, const std::vector<SeenHop>& hops) {
  const bool strange = here.checked && !here.trusted && !here.expired;
  const bool inspector = HasInspector(hops);
  if (direct != nullptr) {
    const attempt::ServerChecked* there = Served(direct->attempt->trace);
    const bool other_issuer =
        !tls::SameName(here.chain.front().issuer, there->chain.front().issuer);
    // A pool of servers may hold several certificates; only one side of an interception is trusted,
    // and no server has its certificate from an inspection product.
    if ((strange && there->trusted) || (inspector && other_issuer)) return Certainty::kCertain;
    return strange || other_issuer ? Certainty::kLikely : Certainty::kPossible;
  }
  if (inspector) return Certainty::kLikely;
  if (!strange || hops.empty()) return std::nullopt;
  // A cache in front of the server may have a certificate that we do not know as well.
  const bool squid = hops.front().name == "Squid";
  return squid || attempt::FirstProxy(c.spec().via) != nullptr ? Certainty::kLikely
                                                               : Certainty::kPossible;
}

/// Who does it, for the beginning of a sentence: "Zscaler opens the connection on the way", "the
/// connection is opened on the way, at or behind the proxy http://...".
std::string WhoOpens(const Case& c, const std::vector<SeenHop>& hops) {
  if (const SeenHop* hop = FirstNamed(hops)) return hop->name + " opens the connection on the way";
  const attempt::Hop* proxy = attempt::FirstProxy(c.spec().via);
  if (proxy == nullptr) return "the connection is opened on the way";
  return "the connection is opened on the way, at or behind the proxy " + ToUrl(*proxy);
}

void ShowDirect(const Case& c, const Other& direct, Draft& draft) {
  const auto there = attempt::Last<attempt::ServerChecked>(direct.attempt->trace);
  draft.ShowIn(direct,
               "without the proxy it was issued by " + NameText(there->chain.front().issuer),
               there.number);
  const Differences differences = Compare(c.trace(), direct.attempt->trace);
  for (size_t i = 0; i < std::min(differences.handshake.size(), kMostDifferencesShown); ++i) {
    draft.Show(differences.handshake[i]);
  }
}

void AddFixes(const std::vector<SeenHop>& hops, Draft& draft) {
  const SeenHop* named = FirstNamed(hops);
  if (named != nullptr && named->name == "Squid") {
    draft.Fix("exempt this host from TLS inspection on Squid (ssl_bump splice)");
  } else {
    draft.Fix(fmt::format("exempt this host from TLS inspection on {}",
                          named != nullptr ? named->name : "the proxy (Squid: ssl_bump splice)"));
  }
  draft.Fix(HasInspector(hops) ? "or reach the server on a way that is not inspected"
                               : "or reach the server on a way that does not pass the proxy");
}

}  // namespace

std::optional<Finding> PathIntercepted(const Case& c) {
  if (c.verdict.outcome == Outcome::kAccepted || c.requested()) return std::nullopt;
  const attempt::ServerChecked* here = Served(c.trace());
  if (here == nullptr) return std::nullopt;
  const Other* direct = DirectDiffers(c, *here);
  const std::vector<SeenHop> hops = Openers(c);
  const std::optional<Certainty> certainty = HowSure(c, *here, direct, hops);
  if (!certainty) return std::nullopt;
  const std::string issuer = NameText(here->chain.front().issuer);
  Draft draft(c, *certainty);
  draft
      .Summary(
          fmt::format("{}: the server certificate was issued by {}", WhoOpens(c, hops), issuer))
      .Explain(
          "The server certificate that arrived is not the server's own. A device on the way ends "
          "TLS and signs a certificate in the server's name. It has no access to the client's key, "
          "so no client certificate can get through it.")
      .Show("here the server certificate was issued by " + issuer,
            attempt::Last<attempt::ServerChecked>(c.trace()).number);
  if (direct != nullptr) ShowDirect(c, *direct, draft);
  if (here->checked && !here->trusted) {
    draft.Show("that issuer is not in the CA file for servers at hand");
  }
  draft.ShowHops(hops).ShowRequest().ShowVerdict();
  AddFixes(hops, draft);
  return draft.Done();
}

}  // namespace shakedown::diagnosis
