// The complete JSON model of a run (schema shakedown.run/1), and of one diagnosis (schema
// shakedown.diagnosis/1). reports/shakedown-report.schema.json describes both,
// reports/diagnosis.schema.json the second alone.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "diagnosis/diagnosis.h"
#include "run/event.h"
#include "run/investigation.h"

namespace shakedown::report {

inline constexpr const char* kDiagnosisSchema = "shakedown.diagnosis/1";
inline constexpr const char* kRunSchema = "shakedown.run/1";

/// One diagnosis with its handshakes, as every run report embeds it.
/// Compact JSON text. What is not known is absent. "event" numbers count the `events` of the
/// handshake that "handshake" names (the only one if it is absent).
std::string DiagnosisJson(const diagnosis::Diagnosis& diagnosis,
                          std::span<const attempt::Attempt> attempts, size_t subject);

/// What an investigation found, as `explain --json` prints it: the diagnosis of its subject with
/// "probes", "next_steps" and, if the place of a client was taken, "as_profile".
std::string InvestigationJson(const run::Investigation& investigation);

/// A reporter that keeps each finished case as JSON text (not traces).
class JsonReport : public run::Reporter {
 public:
  /// The whole document, UTF-8, one line per case, after OnRunFinished.
  virtual std::string Document() const = 0;
};
std::unique_ptr<JsonReport> MakeJsonReport();

}  // namespace shakedown::report
