#include "scenario/match_notes.h"

#include <algorithm>
#include <chrono>
#include <optional>

#include "attempt/trace_view.h"
#include "core/text.h"

namespace shakedown::scenario {
namespace {

using std::chrono::microseconds;

std::string AlertText(const attempt::AlertSeen& alert) {
  return tls::Name(alert.description) + " (" + std::to_string(static_cast<int>(alert.description)) +
         ")";
}

/// A refusal that HTTP, or another protocol, gave is neither an alert nor a close without a word.
bool AnsweredInside(const attempt::HandshakeTrace& trace) {
  return attempt::LastReply(trace) || attempt::Last<attempt::ApplicationReply>(trace);
}

std::optional<Note> AlertNote(const Expectation& expected, const attempt::Attempt& attempt) {
  const std::string proper = Joined(expected.proper_alerts, " or ");
  const auto seen = attempt::FatalAlert(attempt.trace, attempt::Side::kServer);
  if (!seen) {
    const auto closed = attempt::First<attempt::PeerClosed>(attempt.trace);
    const bool allowed = std::ranges::count(expected.proper_alerts, "none") > 0;
    if (!closed || allowed || AnsweredInside(attempt.trace)) return std::nullopt;
    // RFC 9846 section 6.2: an endpoint that fails a handshake SHOULD say why.
    return Note{"alert.none",
                "hygiene",
                std::string("refused without an alert (") + ToString(closed->how) +
                    "): the client cannot tell why; " + proper + " would say it",
                {}};
  }
  const bool fits = std::ranges::any_of(expected.proper_alerts, [&seen](const std::string& word) {
    return tls::AlertDescriptionFromName(word) == seen->description;
  });
  if (fits) return std::nullopt;
  return Note{"alert.other",
              "interop",
              "refused with the alert " + AlertText(*seen) + ", where " + proper + " is meant",
              {}};
}

/// The server never answered, and did not close either: it waits, and holds what it holds.
std::optional<Note> NoAnswer(const attempt::Attempt& attempt) {
  const auto late = attempt::First<attempt::DeadlineHit>(attempt.trace);
  const bool spoke = static_cast<bool>(attempt::FirstMessage(attempt.trace, attempt::Side::kServer,
                                                             tls::HandshakeType::kServerHello));
  if (!late || !spoke) return std::nullopt;
  return Note{"time.no-answer",
              "hygiene",
              "no answer and no close within " + std::to_string(late->limit.count()) +
                  " ms: the server waits for a client that has nothing more to say",
              {}};
}

/// From the client's last message of its own flight to the server's first word after it.
std::optional<microseconds> AnswerTime(const attempt::HandshakeTrace& trace) {
  const auto certificate = attempt::ClientCertificate(trace);
  if (!certificate) return std::nullopt;
  const auto is_answer = [](const attempt::EventBody& body) {
    if (const auto* record = std::get_if<attempt::Record>(&body)) {
      return record->from == attempt::Side::kServer;
    }
    return std::holds_alternative<attempt::PeerClosed>(body);
  };
  const auto sent = static_cast<size_t>(certificate.number);
  for (size_t i = sent + 1; i < trace.events.size(); ++i) {
    if (is_answer(trace.events[i].body)) return trace.events[i].at - trace.events[sent].at;
  }
  return std::nullopt;
}

std::string InMilliseconds(microseconds time) {
  const auto tenths = (time.count() + 50) / 100;
  return std::to_string(tenths / 10) + '.' + std::to_string(tenths % 10) + " ms";
}

std::optional<Note> Gap(const AnswerTimeExpectation& expected, const attempt::Attempt& attempt,
                        std::span<const attempt::Attempt> all) {
  const auto other = std::ranges::find_if(
      all, [&expected](const attempt::Attempt& one) { return one.purpose == expected.like; });
  const auto within = ParseDuration(expected.within);
  if (other == all.end() || !within) return std::nullopt;
  const auto here = AnswerTime(attempt.trace);
  const auto there = AnswerTime(other->trace);
  if (!here || !there) return std::nullopt;
  const microseconds gap = *here > *there ? *here - *there : *there - *here;
  if (gap <= *within) return std::nullopt;
  return Note{"time.gap",
              "hygiene",
              "answered after " + InMilliseconds(*here) + ", handshake '" +
                  Printable(expected.like) + "' after " + InMilliseconds(*there) +
                  ": the time tells strangers how far they came",
              {}};
}

}  // namespace

std::vector<Note> TakeNotes(std::span<const Expectation> expectations,
                            const Observation& observation) {
  std::vector<Note> notes;
  for (const Expectation& expected : expectations) {
    const auto index = SubjectOf(expected, observation.attempts);
    if (!index) continue;
    const attempt::Attempt& attempt = observation.attempts[*index];
    const auto add = [&](std::optional<Note> note) {
      if (!note) return;
      note->handshake = HandshakeLabel(observation.attempts, *index);
      notes.push_back(std::move(*note));
    };
    const bool refused = observation.diagnoses[*index].outcome == diagnosis::Outcome::kRefused ||
                         ClosedOnHello(attempt.trace);
    if (refused && !expected.proper_alerts.empty()) add(AlertNote(expected, attempt));
    if (expected.outcome == diagnosis::Outcome::kRefused) add(NoAnswer(attempt));
    if (expected.answer_time) add(Gap(*expected.answer_time, attempt, observation.attempts));
  }
  return notes;
}

}  // namespace shakedown::scenario
