#include <fmt/format.h>

#include "core/text.h"
#include "diagnosis/draft.h"
#include "diagnosis/rules/rule.h"

namespace shakedown::diagnosis {
namespace {

std::string StatusText(int status) {
  switch (status) {
    case 403: return "it does not allow connections to this host or port";
    case 407: return "it wants the client to log in at the proxy first";
    case 502:
    case 503:
    case 504: return "it could not reach the server";
    case 0: return "its answer is not one that a CONNECT proxy gives";
    default: return "it did not open the tunnel";
  }
}

}  // namespace

std::optional<Finding> PathProxyRefused(const Case& c) {
  if (c.verdict.ending != Ending::kProxyRefused) return std::nullopt;
  const auto reply = attempt::Last<attempt::ProxyReply>(c.trace());
  const auto& via = c.spec().via;
  const auto hop = static_cast<size_t>(reply->hop);
  const std::string name = reply->hop >= 0 && hop < via.size()
                               ? ToUrl(via[hop])
                               : "number " + std::to_string(reply->hop);
  Draft draft(c, Certainty::kCertain);
  draft
      .Summary(reply->status > 0 ? fmt::format("the proxy {} refused the tunnel with status {}",
                                               name, reply->status)
                                 : fmt::format("the proxy {} did not open the tunnel", name))
      .Explain(fmt::format("The way to the server leads through the proxy {}, and {}. TLS with the "
                           "server never began, so client certificates had no part in this.",
                           name, StatusText(reply->status)))
      .Show(fmt::format("the proxy answered: {}", ElideEnd(Printable(reply->reason), 120)),
            reply.number)
      .Fix(reply->status == 407
               ? "log in at the proxy, or take a way without it"
               : "have the proxy allow this host and port, or take a way without it");
  return draft.Done();
}

}  // namespace shakedown::diagnosis
