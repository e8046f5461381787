// A forward proxy or a device behind it opens the connection and signs a server certificate of its
// own.
#include <fmt/format.h>

#include <algorithm>

#include "core/text.h"
#include "diagnosis/draft.h"
#include "diagnosis/rules/rule.h"

namespace shakedown::diagnosis {
namespace {

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

/// What a proxy that opens TLS writes into replies; empty if nothing does.
std::string ProxyHeader(const Case& c) {
  if (!c.verdict.reply) return {};
  for (const std::string_view name : {"X-Squid-Error", "Via"}) {
    const std::string_view value = attempt::Header(*c.verdict.reply, name);
    if (!value.empty()) return fmt::format("{}: {}", name, ElideEnd(Printable(value), 80));
  }
  return {};
}

std::optional<Certainty> HowSure(const Case& c, const attempt::ServerChecked& here,
                                 const Other* direct, const std::string& header) {
  const bool strange = here.checked && !here.trusted && !here.expired;
  if (direct != nullptr) {
    const attempt::ServerChecked* there = Served(direct->attempt->trace);
    // A pool of servers may hold several certificates; only one side of an interception is trusted.
    if (strange && there->trusted) return Certainty::kCertain;
    const bool other_issuer =
        !tls::SameName(here.chain.front().issuer, there->chain.front().issuer);
    return strange || other_issuer ? Certainty::kLikely : Certainty::kPossible;
  }
  if (!strange || c.requested()) return std::nullopt;
  return header.empty() ? std::nullopt : std::optional(Certainty::kLikely);
}

}  // namespace

std::optional<Finding> PathIntercepted(const Case& c) {
  if (c.verdict.outcome == Outcome::kAccepted || c.requested()) return std::nullopt;
  const attempt::ServerChecked* here = Served(c.trace());
  if (here == nullptr) return std::nullopt;
  const Other* direct = DirectDiffers(c, *here);
  const std::string header = ProxyHeader(c);
  const std::optional<Certainty> certainty = HowSure(c, *here, direct, header);
  if (!certainty) return std::nullopt;
  const std::string issuer = NameText(here->chain.front().issuer);
  Draft draft(c, *certainty);
  draft
      .Summary(fmt::format(
          "the connection is opened on the way: the server certificate was issued by {}", issuer))
      .Explain(
          "The server certificate that arrived is not the server's own. A device on the way ends "
          "TLS and signs a certificate in the server's name. It has no access to the client's key, "
          "so no client certificate can get through it.")
      .Show("here the server certificate was issued by " + issuer,
            attempt::Last<attempt::ServerChecked>(c.trace()).number);
  if (direct != nullptr) {
    const auto there = attempt::Last<attempt::ServerChecked>(direct->attempt->trace);
    draft.ShowIn(*direct,
                 "without the proxy it was issued by " + NameText(there->chain.front().issuer),
                 there.number);
  }
  if (here->checked && !here->trusted) {
    draft.Show("that issuer is not in the CA file for servers at hand");
  }
  if (!header.empty()) draft.Show("the reply names a proxy: " + header, c.verdict.event);
  draft.ShowRequest().ShowVerdict();
  draft.Fix("exempt this host from TLS inspection on the proxy (squid: ssl_bump splice)")
      .Fix("or reach the server on a way that does not pass the proxy");
  return draft.Done();
}

}  // namespace shakedown::diagnosis
