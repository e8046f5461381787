#include "run/served_case.h"

#include <iterator>
#include <utility>

namespace shakedown::run {
namespace {

using diagnosis::ServedOutcome;

}  // namespace

bool GotIn(const ServedEvent& event) {
  switch (event.diagnosis.outcome) {
    case ServedOutcome::kPresented:
    case ServedOutcome::kUnfit:
    case ServedOutcome::kNothing:
    case ServedOutcome::kNotAsked: return !attempt::Refused(event.connection);
    default: return false;
  }
}

diagnosis::Diagnosis AsDiagnosis(const ServedEvent& event) {
  diagnosis::Diagnosis result;
  result.outcome = GotIn(event) ? diagnosis::Outcome::kAccepted : diagnosis::Outcome::kRefused;
  result.observed = event.diagnosis.summary;
  if (GotIn(event)) {
    result.cause.id = "accepted";
    result.cause.certainty = diagnosis::Certainty::kCertain;
    return result;
  }
  std::vector<diagnosis::Finding> reasons = event.diagnosis.reasons;
  if (event.settled) reasons.insert(reasons.begin(), event.settled->cause);
  result.cause.id = "undetermined";
  if (reasons.empty()) return result;
  result.cause = std::move(reasons.front());
  result.alternatives.assign(std::make_move_iterator(reasons.begin() + 1),
                             std::make_move_iterator(reasons.end()));
  return result;
}

attempt::Attempt AsAttempt(const ServedEvent& event) {
  attempt::Attempt attempt;
  attempt.purpose = "as seen by the server";
  attempt.spec.target.endpoint = event.connection.client;
  attempt.identity.present = !event.connection.chain.empty();
  attempt.identity.name = attempt.identity.present ? "as presented" : "none";
  attempt.identity.chain = event.connection.chain;
  attempt.trace = event.connection.trace;
  return attempt;
}

}  // namespace shakedown::run
