// TLS has to be asked for in the server's own protocol, or was asked for and did not begin.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/text.h"
#include "diagnosis/draft.h"
#include "diagnosis/rules/greeting.h"
#include "diagnosis/rules/rule.h"

namespace shakedown::diagnosis {
namespace {

using attempt::Application;
using attempt::Protocol;
using Reason = attempt::StarttlsFailed::Reason;

struct Start {
  std::string_view octets;
  Application application;
};
constexpr std::array<Start, 12> kStarts{{{"* OK", Application::kImap},
                                         {"* PREAUTH", Application::kImap},
                                         {"* BYE", Application::kImap},
                                         {"+OK", Application::kPop3},
                                         {"-ERR", Application::kPop3},
                                         {"\"IMPLEMENTATION\"", Application::kSieve},
                                         {"<?xml", Application::kXmppClient},
                                         {"<stream:", Application::kXmppClient},
                                         {"NOTICE ", Application::kIrc},
                                         {"ERROR :", Application::kIrc},
                                         {":", Application::kIrc},
                                         {"421 ", Application::kSmtp}}};

/// SMTP, LMTP and FTP greet with the same code.
Application WhoSays220(std::string_view first, uint16_t port) {
  const std::string lower = ToLowerAscii(first);
  if (lower.find("lmtp") != std::string::npos) return Application::kLmtp;
  if (lower.find("smtp") != std::string::npos) return Application::kSmtp;
  const bool ftp = port == 21 || lower.find("ftp") != std::string::npos;
  return ftp ? Application::kFtp : Application::kSmtp;
}

/// The first packet of a connection, number 0, with a greeting of version 10 or an error.
bool IsMysql(std::string_view first) {
  return first.size() > 5 && first[1] == '\0' && first[2] == '\0' && first[3] == '\0' &&
         (first[4] == '\x0A' || first[4] == '\xFF');
}

std::string Shown(std::string_view text) { return "\"" + ElideEnd(Printable(text), 80) + "\""; }

/// The command line that asks for TLS there.
std::string AskingUrl(const Case& c, const Protocol& protocol) {
  attempt::Target target = c.spec().target;
  target.application = protocol.application;
  target.starttls = true;
  target.path = "/";
  return ToUrl(target);
}

/// Greeted in clear although TLS was begun.
std::optional<Finding> Greeted(const Case& c) {
  const auto stranger = attempt::First<attempt::NotTls>(c.trace());
  if (!stranger) return std::nullopt;
  const std::string_view first = AsText(stranger->first);
  const Protocol* protocol = Greeting(first, c.spec().target.endpoint.port);
  if (protocol == nullptr) return std::nullopt;
  Draft draft(c, Certainty::kCertain);
  draft
      .Summary(fmt::format("the port speaks {} in clear; TLS has to be asked for there (STARTTLS)",
                           protocol->title))
      .Explain(
          "The server greeted in clear text instead of answering the TLS handshake. On such a "
          "port TLS begins only after a command of the protocol, or on another port.")
      .Show("the first octets of the answer: " + Shown(first), c.verdict.event)
      .Fix(fmt::format("ask for TLS: shakedown explain {} (--starttls {})", AskingUrl(c, *protocol),
                       protocol->name));
  if (protocol->tls_port != 0 && protocol->tls_port != protocol->port) {
    draft.Fix(
        fmt::format("or use the port on which the server speaks TLS from the first octet, "
                    "usually {} ({}://)",
                    protocol->tls_port, protocol->tls_scheme));
  }
  return draft.Done();
}

/// Closed at once on the port of a protocol whose server waits to be asked: PostgreSQL, LDAP, XMPP.
std::optional<Finding> ClosedOnClearPort(const Case& c) {
  const bool early = c.verdict.ending == Ending::kClosed && !c.verdict.server_spoke_tls;
  if (!early || c.spec().target.starttls) return std::nullopt;
  const uint16_t port = c.spec().target.endpoint.port;
  const auto rows = attempt::Protocols();
  const auto row = std::find_if(rows.begin(), rows.end(), [port](const Protocol& candidate) {
    return !candidate.scheme.empty() && candidate.port == port && candidate.tls_port != port;
  });
  if (row == rows.end()) return std::nullopt;
  Draft draft(c, Certainty::kLikely);
  draft
      .Summary(
          fmt::format("the server closed on TLS, and {} is the port of {}, where TLS has to be "
                      "asked for first",
                      port, row->title))
      .Explain(
          "The connection ended before the server had said anything in TLS. Servers of this "
          "protocol take a ClientHello for a broken message and close.")
      .ShowVerdict()
      .Fix("ask for TLS: shakedown explain " + AskingUrl(c, *row));
  return draft.Done();
}

std::string SummaryOf(Reason reason, const Protocol& protocol) {
  switch (reason) {
    case Reason::kNotOffered:
      return fmt::format("the {} server does not offer TLS on this port", protocol.title);
    case Reason::kRefused: return fmt::format("the {} server refused to begin TLS", protocol.title);
    case Reason::kNotUnderstood:
      return fmt::format("the server on this port does not speak {}", protocol.title);
    case Reason::kTls:
      return "the server speaks TLS from the first octet; nothing has to be asked for";
    case Reason::kClosed:
      return fmt::format("the {} server closed the connection before TLS could begin",
                         protocol.title);
    case Reason::kTimedOut:
      return fmt::format("the server did not answer in {}, in which TLS was asked for",
                         protocol.title);
  }
  return "TLS did not begin";
}

std::string ExplanationOf(Reason reason) {
  switch (reason) {
    case Reason::kNotOffered:
      return "TLS was to be asked for in clear, as this protocol does, and the server does not "
             "know the command or does not list it: TLS is not set up, or not for this client.";
    case Reason::kRefused:
      return "TLS was asked for in clear, as this protocol does, and the server said no. Its words "
             "tell why; often its certificate or key cannot be used, or this client may not "
             "connect at all.";
    case Reason::kNotUnderstood:
      return "TLS was to be asked for in clear, and what came is not this protocol: the port or "
             "the "
             "protocol named is wrong.";
    case Reason::kTls:
      return "Clear text was answered with a TLS record: on this port TLS begins at once.";
    case Reason::kClosed:
      return "The server gave no reason in words. It may limit who connects, or speak another "
             "protocol.";
    case Reason::kTimedOut:
      return "A server that expects TLS from the first octet waits for the client and says nothing "
             "in clear; so does one that is stuck.";
  }
  return {};
}

void AddFixes(Draft& draft, const Case& c, Reason reason, const Protocol& protocol) {
  const bool tls = reason == Reason::kTls || reason == Reason::kTimedOut;
  const std::string point = ToText(c.spec().target.endpoint);
  if (tls) {
    const std::string_view scheme = protocol.tls_scheme.empty() ? "tls" : protocol.tls_scheme;
    draft.Fix(fmt::format("begin with TLS at once: shakedown explain {}://{}", scheme, point));
    if (reason == Reason::kTls) return;
    draft.Fix(fmt::format("or check that this is the port of {}", protocol.title));
  } else if (reason == Reason::kNotOffered || reason == Reason::kRefused) {
    draft.Fix("on the server: set up TLS for this port (certificate, key, and switch it on)");
    if (!protocol.tls_scheme.empty()) {
      draft.Fix(fmt::format("or use the port with TLS from the first octet, usually {} ({}://)",
                            protocol.tls_port, protocol.tls_scheme));
    }
  } else {
    draft.Fix("check the port, and the protocol that is named (" + std::string(protocol.name) +
              ")");
  }
}

/// Asked for TLS in clear, in vain.
std::optional<Finding> Refused(const Case& c) {
  const auto failed = attempt::First<attempt::StarttlsFailed>(c.trace());
  const Protocol& protocol = attempt::ProtocolOf(c.spec().target.application);
  const Reason reason = failed->reason;
  const bool guess = reason == Reason::kClosed || reason == Reason::kTimedOut;
  Draft draft(c, guess ? Certainty::kLikely : Certainty::kCertain);
  draft.Summary(SummaryOf(reason, protocol)).Explain(ExplanationOf(reason));
  if (failed->reply.empty()) {
    draft.ShowVerdict();
  } else {
    draft.Show("the server's last words: " + Shown(failed->reply), failed.number);
  }
  AddFixes(draft, c, reason, protocol);
  return draft.Done();
}

}  // namespace

const Protocol* Greeting(std::string_view first, uint16_t port) {
  if (first.starts_with("220 ") || first.starts_with("220-")) {
    return &attempt::ProtocolOf(WhoSays220(first, port));
  }
  if (IsMysql(first)) return &attempt::ProtocolOf(Application::kMysql);
  const auto start = std::find_if(kStarts.begin(), kStarts.end(), [first](const Start& candidate) {
    return first.starts_with(candidate.octets);
  });
  return start != kStarts.end() ? &attempt::ProtocolOf(start->application) : nullptr;
}

std::optional<Finding> PathStarttlsMissing(const Case& c) {
  switch (c.verdict.ending) {
    case Ending::kStarttls: return Refused(c);
    case Ending::kNotTls: return Greeted(c);
    case Ending::kClosed: return ClosedOnClearPort(c);
    default: return std::nullopt;
  }
}

}  // namespace shakedown::diagnosis
