#include "scenario/match_canary.h"

#include <algorithm>

#include "attempt/trace_view.h"
#include "core/text.h"

namespace shakedown::scenario {
namespace {

/// What "served" means where a suite does not say.
constexpr std::string_view kServed = "2??";

bool HasStatus(const attempt::HttpReply& reply, const std::vector<std::string>& statuses) {
  const std::string status = std::to_string(reply.status);
  if (statuses.empty()) return GlobMatches(kServed, status);
  return std::any_of(statuses.begin(), statuses.end(),
                     [&status](const std::string& word) { return GlobMatches(word, status); });
}

bool Holds(const attempt::HttpReply& reply, const std::string& text) {
  const auto has = [&text](const std::string& part) { return part.find(text) != part.npos; };
  return has(reply.body) || has(reply.title) ||
         std::any_of(reply.headers.begin(), reply.headers.end(),
                     [&has](const auto& header) { return has(header.second); });
}

const attempt::HttpReply* ReplyWith(const CanaryExpectation& expected,
                                    const attempt::HandshakeTrace& trace) {
  // Replies are kept printable, so the text has to be compared like that.
  const std::string text = Printable(expected.text);
  for (const attempt::Event& event : trace.events) {
    const auto* reply = std::get_if<attempt::HttpReply>(&event.body);
    if (reply != nullptr && HasStatus(*reply, expected.statuses) && Holds(*reply, text)) {
      return reply;
    }
  }
  return nullptr;
}

/// Whether a reply counts that does not hold the text, which is all that is asked.
CheckResult MatchIfServed(const CanaryExpectation& expected, const attempt::HandshakeTrace& trace,
                          const attempt::HttpReply* holder, const std::string& handshake) {
  const bool served =
      std::any_of(trace.events.begin(), trace.events.end(), [&](const attempt::Event& event) {
        const auto* reply = std::get_if<attempt::HttpReply>(&event.body);
        return reply != nullptr && HasStatus(*reply, expected.statuses);
      });
  CheckResult result;
  result.met = holder != nullptr || !served;
  result.what = "canary";
  result.expected = "seen if anything is served";
  result.observed = holder != nullptr ? "seen" : served ? "served without it" : "nothing served";
  result.handshake = handshake;
  return result;
}

std::string Absent(const attempt::HandshakeTrace& trace) {
  const auto reply = attempt::Last<attempt::HttpReply>(trace);
  return reply ? "not seen (HTTP " + std::to_string(reply->status) + ")"
               : "not seen (no HTTP reply)";
}

/// Nothing is seen where nobody answers: that says nothing about the server.
bool IsUnreached(const attempt::HandshakeTrace& trace) {
  return attempt::First<attempt::ConnectFailed>(trace) &&
         !attempt::First<attempt::Connected>(trace);
}

}  // namespace

CheckResult MatchCanary(const CanaryExpectation& expected, const attempt::Attempt& attempt,
                        const std::string& handshake) {
  const attempt::HttpReply* reply = ReplyWith(expected, attempt.trace);
  if (expected.if_served) return MatchIfServed(expected, attempt.trace, reply, handshake);
  const bool unreached = IsUnreached(attempt.trace);
  CheckResult result;
  result.met = !unreached && (reply != nullptr) == expected.seen;
  result.what = "canary";
  result.expected = expected.seen ? "seen" : "not seen: it is for authenticated clients only";
  result.observed = unreached ? "the server was not reached" : Absent(attempt.trace);
  if (reply != nullptr) {
    result.observed = "seen in the reply with status " + std::to_string(reply->status);
    if (!expected.seen) result.observed += ": the protected resource was served";
  }
  result.handshake = handshake;
  return result;
}

}  // namespace shakedown::scenario
