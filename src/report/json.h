// The complete JSON model of a run, and of one diagnosis (schema shakedown.diagnosis/1).
#pragma once

#include <memory>
#include <span>
#include <string>

#include "diagnosis/diagnosis.h"
#include "run/event.h"

namespace shakedown::report {

/// One diagnosis with its handshakes, as `explain --json` prints it and every run report embeds it.
/// Compact JSON text.
std::string DiagnosisJson(const diagnosis::Diagnosis& diagnosis,
                          std::span<const attempt::Attempt> attempts, size_t subject);

class JsonReport : public run::Reporter {
 public:
  virtual std::string Document() const = 0;
};
std::unique_ptr<JsonReport> MakeJsonReport();

}  // namespace shakedown::report
