// Requests in clear: what was seen is all there is, for no certificate is in play.
#pragma once

#include <optional>

#include "attempt/attempt.h"
#include "diagnosis/diagnosis.h"

namespace shakedown::diagnosis {

/// The diagnosis of an attempt without TLS that reached its server: accepted if the answer is a
/// success, refused if it is another one, an alert or a close. Nothing for all other attempts.
std::optional<Diagnosis> DiagnosePlain(const attempt::Attempt& attempt, int index);

}  // namespace shakedown::diagnosis
