// The answer to a ClientHello was no TLS: plain HTTP, a protocol that wants STARTTLS, or a
// stranger.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/text.h"
#include "diagnosis/draft.h"
#include "diagnosis/rules/rule.h"

namespace shakedown::diagnosis {
namespace {

std::string_view FirstOctets(const Case& c) {
  const auto stranger = attempt::First<attempt::NotTls>(c.trace());
  return stranger ? AsText(stranger->first) : std::string_view();
}

/// Protocols whose server speaks first and offers TLS by a command.
std::string_view GreetingProtocol(std::string_view first) {
  struct Greeting {
    std::string_view start;
    std::string_view protocol;
  };
  static constexpr std::array<Greeting, 5> kGreetings{{{"220 ", "SMTP or FTP"},
                                                       {"220-", "SMTP or FTP"},
                                                       {"* OK", "IMAP"},
                                                       {"+OK", "POP3"},
                                                       {"* PREAUTH", "IMAP"}}};
  for (const Greeting& greeting : kGreetings) {
    if (first.starts_with(greeting.start)) return greeting.protocol;
  }
  return {};
}

std::string Shown(std::string_view first) { return "\"" + ElideEnd(Printable(first), 80) + "\""; }

}  // namespace

std::optional<Finding> PathStarttlsMissing(const Case& c) {
  if (c.verdict.ending != Ending::kNotTls) return std::nullopt;
  const std::string_view first = FirstOctets(c);
  const std::string_view protocol = GreetingProtocol(first);
  if (protocol.empty()) return std::nullopt;
  Draft draft(c, Certainty::kCertain);
  draft
      .Summary(fmt::format("the port speaks {} in clear; TLS has to be asked for there (STARTTLS)",
                           protocol))
      .Explain(
          "The server greeted in clear text instead of answering the TLS handshake. On such a "
          "port TLS begins only after a command of the protocol, or on another port.")
      .Show("the first octets of the answer: " + Shown(first), c.verdict.event)
      .Fix(
          "use the port on which the server speaks TLS from the first octet (465, 993, 995 or "
          "990)");
  return draft.Done();
}

std::optional<Finding> PathPlainHttp(const Case& c) {
  if (c.verdict.ending != Ending::kNotTls) return std::nullopt;
  const std::string_view first = FirstOctets(c);
  if (!GreetingProtocol(first).empty()) return std::nullopt;
  const bool http = first.starts_with("HTTP/");
  Draft draft(c, http ? Certainty::kCertain : Certainty::kLikely);
  draft
      .Summary(http ? "the port speaks plain HTTP and no TLS"
                    : "the port speaks another protocol than TLS")
      .Explain(std::string("TLS was started and the answer is ") +
               (http ? "plain HTTP" : "no TLS record") +
               ". Without TLS there is no client certificate: the port is wrong, or TLS is not "
               "switched on there.")
      .Show("the first octets of the answer: " + Shown(first), c.verdict.event)
      .Fix("use the port on which the server speaks TLS, or switch TLS on for this one");
  return draft.Done();
}

}  // namespace shakedown::diagnosis
