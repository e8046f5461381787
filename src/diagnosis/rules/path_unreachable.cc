#include <fmt/format.h>

#include <algorithm>

#include "core/text.h"
#include "diagnosis/draft.h"
#include "diagnosis/rules/rule.h"

namespace shakedown::diagnosis {
namespace {

std::string PointText(const Case& c) {
  return ToText(c.spec().connect_to ? *c.spec().connect_to : c.spec().target.endpoint);
}

/// Where TCP goes: the first proxy, if there is one.
std::string FirstPointText(const Case& c) {
  const attempt::Hop* proxy = attempt::FirstProxy(c.spec().via);
  return proxy == nullptr ? PointText(c) : "the proxy " + ToUrl(*proxy);
}

std::optional<Finding> NotConnected(const Case& c) {
  const auto failed = attempt::Last<attempt::ConnectFailed>(c.trace());
  using Reason = attempt::ConnectFailed::Reason;
  const Reason reason = failed->reason;
  const std::string point = FirstPointText(c);
  Draft draft(c, Certainty::kCertain);
  if (reason == Reason::kResolve) {
    draft.Summary("the name of " + point + " does not resolve")
        .Fix("check the spelling and the name service; --resolve HOST:PORT:ADDR sets an address");
  } else if (reason == Reason::kRefused) {
    draft.Summary("nothing accepts connections at " + point)
        .Fix("check that the server runs and listens on this port");
  } else {
    draft.Summary("no connection to " + point + " could be made")
        .Fix("check the address, routes and firewalls on the way");
  }
  draft
      .Explain(
          "No connection to the server stood, so TLS never began and certificates had no part "
          "in this.")
      .ShowVerdict();
  if (const attempt::Hop* proxy = attempt::FirstProxy(c.spec().via)) {
    const bool chosen = !proxy->chosen_by.empty();
    if (chosen) draft.Show("the environment variable " + proxy->chosen_by + " chose this proxy");
    draft.Fix(chosen ? "or go without the proxy: --via direct"
                     : "or take a way without this proxy");
  }
  if (!failed->detail.empty()) {
    draft.Show("the system says: " + ElideEnd(Printable(failed->detail), 120), failed.number);
  }
  return draft.Done();
}

/// Connected, but not one TLS octet came back.
std::optional<Finding> Silent(const Case& c) {
  const auto& hit = *c.verdict.deadline;
  const bool connecting = hit.wait == attempt::DeadlineHit::Wait::kResolve ||
                          hit.wait == attempt::DeadlineHit::Wait::kConnect;
  Draft draft(c, connecting ? Certainty::kCertain : Certainty::kLikely);
  draft
      .Summary(fmt::format("{} did not answer within {}",
                           connecting ? FirstPointText(c) : PointText(c),
                           FormatDuration(hit.limit)))
      .Explain(
          "Not one octet of TLS came back in time. The server, or something on the way to it, "
          "swallows the connection; certificates had no part in this yet.")
      .ShowVerdict()
      .Fix(
          "check that the server is alive and that no firewall drops the packets; --timeout waits "
          "longer");
  return draft.Done();
}

/// Another offer was answered at the same place: somebody is there.
bool AnsweredOtherwise(const Case& c) {
  return std::any_of(c.others.begin(), c.others.end(), [](const Other& other) {
    return other.same_point && other.verdict.server_spoke_tls;
  });
}

}  // namespace

std::optional<Finding> PathUnreachable(const Case& c) {
  if (c.verdict.ending == Ending::kNotConnected) return NotConnected(c);
  const bool silent = c.verdict.ending == Ending::kDeadline && !c.verdict.server_spoke_tls;
  if (silent && !AnsweredOtherwise(c)) return Silent(c);
  return std::nullopt;
}

}  // namespace shakedown::diagnosis
