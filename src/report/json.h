// The complete JSON model of a run (schema shakedown.run/1), and of one diagnosis (schema
// shakedown.diagnosis/1). reports/shakedown-report.schema.json describes both,
// reports/diagnosis.schema.json the second alone.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "core/result.h"
#include "diagnosis/diagnosis.h"
#include "report/json_writer.h"
#include "report/model/run_report.h"
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

/// One case of a run as every JSON report holds it. A result without executions was skipped or not
/// reached.
std::string CaseJson(const run::Case& test, const run::CaseResult& result);
/// Appends the field "counts" of a run.
void WriteRunCounts(const run::Counts& counts, JsonWriter& json);

/// A reporter that keeps each finished case as JSON text (not traces) in a temporary file, so that
/// the length of a run does not count.
class JsonReport : public run::Reporter {
 public:
  /// The whole document, UTF-8, one line per case, after OnRunFinished; empty if the temporary file
  /// failed. For large runs use `WriteTo`.
  virtual std::string Document() const = 0;
  /// Writes the document to `path` ("-": standard output). kFileWrite, kFileRead.
  virtual Result<void> WriteTo(const std::string& path) const = 0;
  /// The run as the other reports read it, after OnRunFinished. Borrows this object. kFileWrite,
  /// kFileRead.
  virtual Result<model::RunReport> Model() const = 0;
};
std::unique_ptr<JsonReport> MakeJsonReport();

}  // namespace shakedown::report
