// From what a case saw to its verdict. Pure.
#pragma once

#include <span>
#include <string>

#include "diagnosis/diagnosis.h"
#include "run/event.h"
#include "scenario/model.h"

namespace shakedown::run {

/// Diagnoses every attempt of `execution` that has no diagnosis yet.
void DiagnoseAttempts(CaseExecution* execution);

/// Diagnoses the attempts, compares them with `expectations` and fills diagnoses, checks, subject,
/// verdict, message and errors. Errors that are there already make the verdict kError without a
/// comparison. `execution` has an attempt or an error. `canary` is that of scenario::Observation.
void Judge(std::span<const scenario::Expectation> expectations, CaseExecution* execution,
           std::string_view canary = {});

/// Why `execution` says nothing about the server: it did not take what the handshake offered, so
/// that the damage could not be done. Empty if it can be judged.
std::string NotApplicable(const CaseExecution& execution);

/// Turns an execution's verdict round for a scenario that is known to fail: a failure counts as
/// passed, a pass is a failure that names `reason`. No effect if `reason` is empty.
void ApplyKnownFailure(const std::string& reason, CaseResult* result);

/// Whether some expectation accepts the cause `id`.
bool WantsCause(std::span<const scenario::Expectation> expectations, std::string_view id);

/// Our trouble behind a handshake without a verdict (no route, refused, silence), as an Error.
Error NoVerdictError(const attempt::Attempt& attempt, const diagnosis::Diagnosis& diagnosis);

/// `text` fit for an attribute of a report: one printable line of at most 200 characters without
/// angle brackets, ampersands and double quotes.
std::string OneLine(std::string_view text);

}  // namespace shakedown::run
