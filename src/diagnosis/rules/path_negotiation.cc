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

/// The same offer with another server name, or without one, that was answered; or null.
const Other* AnsweredUnderOtherName(const Case& c) {
  for (const Other& other : c.others) {
    if (other.same_point && other.sni != c.sni && other.verdict.server_spoke_tls &&
        other.attempt->spec.max_version == c.spec().max_version) {
      return &other;
    }
  }
  return nullptr;
}

/// The same name in other versions of TLS that was answered; or null.
const Other* AnsweredInOtherVersion(const Case& c) {
  for (const Other& other : c.others) {
    if (other.same_point && other.sni == c.sni && other.verdict.server_spoke_tls &&
        other.attempt->spec.max_version != c.spec().max_version) {
      return &other;
    }
  }
  return nullptr;
}

/// Not one octet of TLS came for this offer, and another version of TLS is spoken.
std::optional<Finding> VersionNotTaken(const Case& c) {
  const Ending ending = c.verdict.ending;
  // An alert has words of its own.
  const bool ignored = ending == Ending::kClosed || ending == Ending::kDeadline;
  if (!ignored || c.verdict.server_spoke_tls) return std::nullopt;
  const Other* answered = AnsweredInOtherVersion(c);
  if (answered == nullptr) return std::nullopt;
  const auto version = attempt::NegotiatedVersion(answered->attempt->trace);
  const std::string spoken = version ? tls::Name(*version) : "another version";
  Draft draft(c, Certainty::kLikely);
  draft
      .Summary("the server, or something before it, takes no offer but one of " + spoken + " alone")
      .Explain(fmt::format("The first message of this handshake got no answer, and the same one "
                           "with {} alone did.{}",
                           spoken, kNoPart));
  ShowHello(c, draft, "the client offered up to " + tls::Name(c.spec().max_version))
      .ShowIn(*answered, "with " + spoken + " alone the server answers")
      .Fix(
          "on the server, or the device before it: enable TLS 1.2 and TLS 1.3 with current "
          "settings")
      .Fix("or offer only what it takes (--tls)");
  return draft.Done();
}

}  // namespace

std::optional<Finding> PathNoCommonVersion(const Case& c) {
  if (!c.AlertBeforeServerHello(AlertDescription::kProtocolVersion)) return VersionNotTaken(c);
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
  // It is the name that the server refuses, not the offer.
  if (failed && AnsweredUnderOtherName(c) != nullptr) return std::nullopt;
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
  const Other* answered = named ? nullptr : AnsweredUnderOtherName(c);
  const bool shown = answered != nullptr &&
                     (internal || c.AlertBeforeServerHello(AlertDescription::kHandshakeFailure));
  if (!named && !internal && !shown) return std::nullopt;
  const std::string sni =
      c.sni.empty() ? "no server name" : "'" + ElideMiddle(Printable(c.sni), 80) + "'";
  const bool settled = named || shown;
  Draft draft(c, settled ? Certainty::kCertain : Certainty::kPossible);
  draft
      .Summary(settled ? fmt::format("the server does not know the host name {}", sni)
                       : fmt::format("the server failed before it answered; it may have no "
                                     "certificate for {}",
                                     sni))
      .Explain(fmt::format("The handshake asked for {}, and the server {}.{}", sni,
                           named   ? "says that it does not serve that name"
                           : shown ? "refuses the first message, while the same offer under "
                                     "another name is answered"
                                   : "gave up with an internal error, as some do for names they do "
                                     "not serve or when their own certificate is incomplete",
                           kNoPart));
  ShowHello(c, draft, "name in the handshake (SNI): " + sni);
  if (shown) draft.ShowIn(*answered, "the same offer under another name, or none, is answered");
  draft.Fix("correct the host name, or add it on the server");
  if (internal) draft.Fix("read the server's log: its own certificate or key may be unusable");
  return draft.Done();
}

}  // namespace shakedown::diagnosis
