#include <fmt/format.h>

#include <algorithm>

#include "core/text.h"
#include "diagnosis/advice.h"
#include "diagnosis/draft.h"
#include "diagnosis/rules/rule.h"
#include "diagnosis/rules/unasked.h"

namespace shakedown::diagnosis {
namespace {

/// An attempt at the same point that was asked under another name; the wanted host's comes first.
const Other* AskedElsewhere(const Case& c) {
  const Other* found = nullptr;
  for (const Other& other : c.others) {
    if (!other.same_point || !other.requested() || other.sni == c.sni) continue;
    if (other.sni == c.host) return &other;
    if (found == nullptr) found = &other;
  }
  return found;
}

std::string SniText(const std::string& sni) {
  return sni.empty() ? "no server name"
                     : "the server name '" + ElideMiddle(Printable(sni), 80) + "'";
}

}  // namespace

std::optional<Finding> ServerNoRequestSni(const Case& c) {
  // The host's own name was tried and nobody asked either: TLS ends at something else.
  if (!MissedUnasked(c) || c.NamesAgree() || UnaskedUnderHost(c) != nullptr) return std::nullopt;
  const Other* asked = AskedElsewhere(c);
  const bool settled = asked != nullptr && asked->sni == c.host;
  const std::string host = "'" + ElideMiddle(Printable(c.host), 80) + "'";
  Draft draft(c, settled ? Certainty::kCertain : Certainty::kLikely);
  draft
      .Summary(
          fmt::format("the handshake sent {} and the request is for {}: the host that answered "
                      "TLS does not ask for certificates",
                      SniText(c.sni), host))
      .Explain(fmt::format(
          "One address serves several hosts, and the name in the TLS handshake decides whose rules "
          "apply. The handshake sent {}, so a host that asks for no certificate was chosen. The "
          "HTTP request then named {}, and that host missed the certificate it never asked for.",
          SniText(c.sni), host))
      .ShowRequest();
  if (asked != nullptr) {
    draft.ShowIn(*asked, "with " + SniText(asked->sni) + " the same address asks for a certificate",
                 asked->request_event);
  }
  draft.ShowVerdict()
      .Fix(fmt::format("send {} as server name (SNI) in the handshake", host))
      .Fix(AskAdvice(c.dialect.product, "") +
           ", on the default host as well, so that a missing name opens nothing");
  return draft.Done();
}

}  // namespace shakedown::diagnosis
