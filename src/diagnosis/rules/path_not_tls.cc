// The answer to a ClientHello was no TLS, and no greeting of a protocol that wants STARTTLS either:
// plain HTTP or a stranger.
#include <fmt/format.h>

#include "core/text.h"
#include "diagnosis/draft.h"
#include "diagnosis/rules/greeting.h"
#include "diagnosis/rules/rule.h"

namespace shakedown::diagnosis {
namespace {

std::string_view FirstOctets(const Case& c) {
  const auto stranger = attempt::First<attempt::NotTls>(c.trace());
  return stranger ? AsText(stranger->first) : std::string_view();
}

std::string Shown(std::string_view first) { return "\"" + ElideEnd(Printable(first), 80) + "\""; }

}  // namespace

std::optional<Finding> PathPlainHttp(const Case& c) {
  if (c.verdict.ending != Ending::kNotTls) return std::nullopt;
  const std::string_view first = FirstOctets(c);
  if (Greeting(first, c.spec().target.endpoint.port)) return std::nullopt;
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
