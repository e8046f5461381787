// Refusals at the ClientHello: versions, ciphers, application protocols and names.
#include <fmt/format.h>

#include "core/text.h"
#include "diagnosis/draft.h"
#include "diagnosis/rules/rule.h"

namespace shakedown::diagnosis {
namespace {

using tls::AlertDescription;

constexpr std::string_view kNoPart =
    " The refusal came at the first message; client certificates had no part in it.";

Draft& ShowHello(const Case& c, Draft& draft, std::string text) {
  const auto hello =
      attempt::FirstMessage(c.trace(), attempt::Side::kClient, tls::HandshakeType::kClientHello);
  return draft.Show(std::move(text), hello.number).ShowVerdict();
}

}  // namespace

std::optional<Finding> PathNoCommonVersion(const Case& c) {
  if (!c.AlertBeforeServerHello(AlertDescription::kProtocolVersion)) return std::nullopt;
  const auto& spec = c.spec();
  const std::string offered =
      spec.min_version == spec.max_version
          ? tls::Name(spec.min_version)
          : tls::Name(spec.min_version) + " to " + tls::Name(spec.max_version);
  Draft draft(c, Certainty::kCertain);
  draft.Summary("the server speaks no TLS version that was offered (" + offered + ")")
      .Explain(fmt::format("The client offered {} and the server speaks none of it.{}", offered,
                           kNoPart));
  ShowHello(c, draft, "the client offered " + offered)
      .Fix(
          "on the server: enable TLS 1.2 and TLS 1.3 (nginx: ssl_protocols; Apache httpd: "
          "SSLProtocol)")
      .Fix("or offer a version that the server speaks (--tls)");
  return draft.Done();
}

std::optional<Finding> PathNoCommonCipher(const Case& c) {
  const bool named = c.AlertBeforeServerHello(AlertDescription::kInsufficientSecurity);
  const bool failed = c.AlertBeforeServerHello(AlertDescription::kHandshakeFailure);
  if (!named && !failed) return std::nullopt;
  // The general alert is also how some servers refuse a name they do not serve.
  Draft draft(c, Certainty::kLikely);
  draft.Summary("client and server have no cipher, group or signature algorithm in common")
      .Explain(fmt::format(
          "The server refused what the client offered: no common cipher suite, key exchange group "
          "or signature algorithm for its own certificate.{}",
          kNoPart));
  ShowHello(c, draft,
            named ? "the server calls the offer too weak"
                  : "the server found nothing acceptable in the offer")
      .Fix(
          "compare the offered ciphers, groups and signature algorithms with the server's "
          "settings");
  return draft.Done();
}

std::optional<Finding> PathNoCommonAlpn(const Case& c) {
  if (c.Alert() != AlertDescription::kNoApplicationProtocol) return std::nullopt;
  std::string offered;
  for (const std::string& protocol : c.spec().alpn) {
    offered += (offered.empty() ? "" : ", ") + ElideEnd(Printable(protocol), 30);
  }
  Draft draft(c, Certainty::kCertain);
  draft.Summary("the server speaks none of the application protocols that were offered")
      .Explain(fmt::format(
          "The client offered {} for use inside TLS (ALPN) and the server supports none of it.{}",
          offered.empty() ? "no protocol that is known" : offered, kNoPart));
  ShowHello(c, draft, "the client offered ALPN " + (offered.empty() ? "(nothing)" : offered))
      .Fix("offer a protocol that the server supports, or none");
  return draft.Done();
}

std::optional<Finding> PathUnknownName(const Case& c) {
  const bool named = c.Alert() == AlertDescription::kUnrecognizedName;
  // Go servers such as Caddy answer so when they have no certificate for the name.
  const bool internal = c.AlertBeforeServerHello(AlertDescription::kInternalError);
  if (!named && !internal) return std::nullopt;
  const std::string sni =
      c.sni.empty() ? "no server name" : "'" + ElideMiddle(Printable(c.sni), 80) + "'";
  Draft draft(c, named ? Certainty::kCertain : Certainty::kPossible);
  draft
      .Summary(named ? fmt::format("the server does not know the host name {}", sni)
                     : fmt::format("the server failed before it answered; it may have no "
                                   "certificate for {}",
                                   sni))
      .Explain(fmt::format("The handshake asked for {}, and the server {}.{}", sni,
                           named ? "says that it does not serve that name"
                                 : "gave up with an internal error, as some do for names they do "
                                   "not serve or when their own certificate is incomplete",
                           kNoPart));
  ShowHello(c, draft, "name in the handshake (SNI): " + sni)
      .Fix("correct the host name, or add it on the server");
  if (internal) draft.Fix("read the server's log: its own certificate or key may be unusable");
  return draft.Done();
}

}  // namespace shakedown::diagnosis
