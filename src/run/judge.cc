#include "run/judge.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "attempt/trace_view.h"
#include "core/assert.h"
#include "core/text.h"

namespace shakedown::run {
namespace {

using attempt::Attempt;
using diagnosis::Diagnosis;
using scenario::CheckResult;

constexpr size_t kMessageLimit = 200;
constexpr size_t kPartLimit = 80;

/// Whether the peer spoke TLS at all. Silence after that is its behaviour, not our trouble.
bool ServerSpokeTls(const attempt::HandshakeTrace& trace) {
  // A request in clear may be answered in clear.
  if (attempt::LastReply(trace)) return true;
  return std::any_of(trace.events.begin(), trace.events.end(), [](const attempt::Event& event) {
    if (const auto* record = std::get_if<attempt::Record>(&event.body)) {
      return record->from == attempt::Side::kServer;
    }
    const auto* message = std::get_if<attempt::Message>(&event.body);
    return message != nullptr && message->from == attempt::Side::kServer;
  });
}

/// The first that is not met; one that could not be seen counts only if all others are met.
const CheckResult* FirstUnmet(const CaseExecution& execution) {
  const CheckResult* unseen = nullptr;
  for (const CheckResult& check : execution.checks) {
    if (check.met) continue;
    if (!check.inconclusive) return &check;
    if (unseen == nullptr) unseen = &check;
  }
  return unseen;
}

/// The attempt that a check is about; the last one for a check without a name.
size_t SubjectOf(const CheckResult& check, const std::vector<Attempt>& attempts) {
  for (size_t i = 0; i < attempts.size(); ++i) {
    if (attempts[i].purpose == check.handshake) return i;
  }
  return attempts.size() - 1;
}

std::string UnmetMessage(const CaseExecution& execution, const CheckResult& check) {
  std::string text = check.handshake.empty() ? "" : check.handshake + ": ";
  text += "expected ";
  if (check.what != "outcome") text += check.what + ' ';
  text +=
      ElideEnd(check.expected, kPartLimit) + ", observed " + ElideEnd(check.observed, kPartLimit);
  const std::string& summary = execution.diagnoses[execution.subject].cause.summary;
  if (!summary.empty()) text += ": " + summary;
  return OneLine(text);
}

ErrorCode CodeOf(const attempt::HandshakeTrace& trace) {
  if (const auto failed = attempt::Last<attempt::ConnectFailed>(trace)) {
    switch (failed->reason) {
      case attempt::ConnectFailed::Reason::kResolve: return ErrorCode::kResolve;
      case attempt::ConnectFailed::Reason::kTimedOut: return ErrorCode::kTimeout;
      default: return ErrorCode::kConnect;
    }
  }
  return attempt::Last<attempt::DeadlineHit>(trace) ? ErrorCode::kTimeout : ErrorCode::kConnect;
}

/// The first damage that found nothing to be done to; such a handshake says nothing about the
/// server.
std::optional<std::string> DamageNotDone(const Attempt& attempt) {
  const auto done = [&attempt](const std::string& what) {
    return std::any_of(attempt.trace.events.begin(), attempt.trace.events.end(),
                       [&what](const attempt::Event& event) {
                         const auto* damaged = std::get_if<attempt::Damaged>(&event.body);
                         return damaged != nullptr && damaged->what == what;
                       });
  };
  const bool early = bool(attempt::First<attempt::EarlyDataSent>(attempt.trace));
  if (attempt.spec.replayed && early && !done(attempt::kFlightReplayed)) {
    return attempt::kFlightReplayed;
  }
  for (const attempt::Damage& damage : attempt.spec.damage) {
    std::string what = ToText(damage);
    if (!done(what)) return what;
  }
  return std::nullopt;
}

/// Whether every handshake did the harm it was asked for; else there is no verdict.
bool DidAllHarm(CaseExecution* execution) {
  for (size_t i = 0; i < execution->attempts.size(); ++i) {
    const auto undone = DamageNotDone(execution->attempts[i]);
    if (!undone) continue;
    execution->subject = i;
    execution->errors.push_back(
        Error(ErrorCode::kUnsupported,
              "the handshake gave no occasion for the damage '" + *undone + "'")
            .WithHint("see whether the server asks for a certificate in this version, and whether "
                      "the identity's key can show this damage"));
    execution->message = OneLine(execution->errors.front().Line());
    execution->verdict = Verdict::kError;
    return false;
  }
  return true;
}

/// TLS stands and nothing was answered: neither a pass nor a failure.
void MarkInconclusive(CaseExecution* execution) {
  execution->inconclusive = true;
  execution->verdict = Verdict::kError;
  execution->errors.push_back(
      Error(ErrorCode::kUnsupported,
            "inconclusive: TLS stands and nothing was answered, so that nobody can see whether the "
            "client got in")
          .WithHint("name a target that answers (https://HOST/PATH, smtp://HOST ...), best a page "
                    "whose text only authenticated clients see (--canary)"));
}

/// The server's fatal alert in place of a ServerHello, if it means that it does not take the offer.
bool OfferNotTaken(const Attempt& attempt) {
  using enum tls::AlertDescription;
  const auto& trace = attempt.trace;
  if (attempt::FirstMessage(trace, attempt::Side::kServer, tls::HandshakeType::kServerHello)) {
    return false;
  }
  if (scenario::ClosedOnHello(trace)) return true;
  const auto alert = attempt::FatalAlert(trace, attempt::Side::kServer);
  // OpenSSL 3.0 says internal_error of versions that its security level rules out.
  return alert &&
         (alert->description == kProtocolVersion || alert->description == kHandshakeFailure ||
          alert->description == kInsufficientSecurity || alert->description == kInternalError);
}

}  // namespace

std::string NotApplicable(const CaseExecution& execution) {
  for (const Attempt& attempt : execution.attempts) {
    const auto undone = DamageNotDone(attempt);
    if (!undone || !OfferNotTaken(attempt)) continue;
    const auto alert = attempt::FatalAlert(attempt.trace, attempt::Side::kServer);
    return "the target takes nothing of what the handshake offers (" +
           (alert ? "alert " + tls::Name(alert->description) : "it closes") +
           "), so that the damage '" + *undone + "' has no occasion";
  }
  return {};
}

void DiagnoseAttempts(CaseExecution* execution) {
  execution->diagnoses.reserve(execution->attempts.size());
  while (execution->diagnoses.size() < execution->attempts.size()) {
    execution->diagnoses.push_back(
        diagnosis::Diagnose(execution->attempts, execution->diagnoses.size()));
  }
}

void Judge(std::span<const scenario::Expectation> expectations, CaseExecution* execution,
           std::string_view canary) {
  SHAKEDOWN_ASSERT(!execution->attempts.empty() || !execution->errors.empty());
  DiagnoseAttempts(execution);
  if (!execution->attempts.empty()) execution->subject = execution->attempts.size() - 1;
  if (!execution->errors.empty()) {
    execution->verdict = Verdict::kError;
    execution->message = OneLine(execution->errors.front().Line());
    return;
  }
  const scenario::Observation seen{execution->attempts, execution->diagnoses, canary};
  execution->checks = scenario::Match(expectations, seen);
  execution->notes = scenario::TakeNotes(expectations, seen);
  if (!DidAllHarm(execution)) return;
  const CheckResult* unmet = FirstUnmet(*execution);
  if (unmet == nullptr) {
    execution->verdict = Verdict::kPassed;
    return;
  }
  execution->subject = SubjectOf(*unmet, execution->attempts);
  execution->message = UnmetMessage(*execution, *unmet);
  if (unmet->inconclusive) return MarkInconclusive(execution);
  const Attempt& attempt = execution->attempts[execution->subject];
  const Diagnosis& diagnosis = execution->diagnoses[execution->subject];
  const bool no_verdict =
      diagnosis.outcome == diagnosis::Outcome::kNoVerdict && !ServerSpokeTls(attempt.trace);
  execution->verdict = no_verdict ? Verdict::kError : Verdict::kFailed;
  if (no_verdict) execution->errors.push_back(NoVerdictError(attempt, diagnosis));
}

void ApplyKnownFailure(const std::string& reason, CaseResult* result) {
  if (reason.empty() || result->executions.empty()) return;
  CaseExecution& last = result->executions.back();
  if (last.verdict == Verdict::kFailed) {
    result->known_failure = true;
    result->verdict = Verdict::kPassed;
  } else if (last.verdict == Verdict::kPassed) {
    last.verdict = result->verdict = Verdict::kFailed;
    last.message = OneLine("expected the known failure (" + reason + "), observed a pass: take " +
                           "it out of the suite, or the baseline, if this is mended");
  }
}

bool WantsCause(std::span<const scenario::Expectation> expectations, std::string_view id) {
  return std::any_of(expectations.begin(), expectations.end(), [id](const auto& expectation) {
    const std::vector<std::string>& causes = expectation.causes;
    return std::find(causes.begin(), causes.end(), id) != causes.end();
  });
}

Error NoVerdictError(const Attempt& attempt, const Diagnosis& diagnosis) {
  Error error(CodeOf(attempt.trace), diagnosis.cause.summary.empty() ? "the target gave no verdict"
                                                                     : diagnosis.cause.summary);
  if (diagnosis.cause.fixes.empty()) return error;
  return std::move(error).WithHint(diagnosis.cause.fixes.front());
}

std::string OneLine(std::string_view text) {
  std::string line = Printable(text);
  for (char& c : line) {
    if (c == '<') c = '(';
    if (c == '>') c = ')';
    if (c == '&') c = '+';
    if (c == '"') c = '\'';
  }
  return ElideEnd(line, kMessageLimit);
}

}  // namespace shakedown::run
