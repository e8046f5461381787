// A connection of `serve` in the form in which the cases of suites are reported.
#pragma once

#include "attempt/attempt.h"
#include "diagnosis/diagnosis.h"
#include "run/served_event.h"

namespace shakedown::run {

/// Whether the client got through, with a certificate or without.
bool GotIn(const ServedEvent& event);
/// The server's view in the form in which the client's is reported.
diagnosis::Diagnosis AsDiagnosis(const ServedEvent& event);
/// The connection as one attempt of the client.
attempt::Attempt AsAttempt(const ServedEvent& event);

}  // namespace shakedown::run
