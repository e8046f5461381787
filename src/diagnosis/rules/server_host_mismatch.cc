#include <fmt/format.h>

#include "core/text.h"
#include "diagnosis/draft.h"
#include "diagnosis/rules/rule.h"

namespace shakedown::diagnosis {

std::optional<Finding> ServerHostMismatch(const Case& c) {
  if (!c.HasPage(Page::kMisdirected)) return std::nullopt;
  const bool differ = !c.NamesAgree();
  const std::string sni = c.sni.empty() ? "no name" : "'" + ElideMiddle(Printable(c.sni), 80) + "'";
  const std::string host = "'" + ElideMiddle(Printable(c.host), 80) + "'";
  Draft draft(c, differ ? Certainty::kCertain : Certainty::kPossible);
  draft.Summary(
      differ ? fmt::format("the handshake named {} and the request is for {}", sni, host)
             : fmt::format("the server does not take requests for {} on this connection", host));
  std::string why = fmt::format(
      "The TLS handshake named {}, so the client was judged by that host's rules. The HTTP request "
      "on this connection is for {}, which has other rules for client certificates. The server "
      "answered 421, which asks the client to open a connection of its own for that host.",
      sni, host);
  if (attempt::SpeaksHttp2(c.trace())) {
    why +=
        " HTTP/2 clients share a connection among all hosts that its certificate names, unless "
        "they are told otherwise.";
  }
  draft.Explain(std::move(why));
  const auto hello =
      attempt::FirstMessage(c.trace(), attempt::Side::kClient, tls::HandshakeType::kClientHello);
  draft.Show("name in the handshake (SNI): " + sni, hello.number)
      .Show("name in the request (Host): " + host,
            attempt::Last<attempt::RequestSent>(c.trace()).number)
      .ShowVerdict()
      .Fix(
          "use the same name in the handshake and in the Host field; do not reuse a connection for "
          "another host");
  return draft.Done();
}

}  // namespace shakedown::diagnosis
