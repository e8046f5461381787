#include "report/model/run_record.h"

#include <algorithm>

namespace shakedown::report::model {

const char* ToString(CaseVerdict verdict) {
  switch (verdict) {
    case CaseVerdict::kPassed: return "passed";
    case CaseVerdict::kFailed: return "failed";
    case CaseVerdict::kError: return "error";
    case CaseVerdict::kSkipped: return "skipped";
  }
  return "error";
}

std::optional<CaseVerdict> VerdictFromText(std::string_view text) {
  for (const CaseVerdict verdict :
       {CaseVerdict::kPassed, CaseVerdict::kFailed, CaseVerdict::kError, CaseVerdict::kSkipped}) {
    if (text == ToString(verdict)) return verdict;
  }
  return std::nullopt;
}

const Execution* Case::shown() const {
  if (executions.empty()) return nullptr;
  const auto decides = [this](const Execution& execution) { return execution.verdict == verdict; };
  const auto found = std::find_if(executions.begin(), executions.end(), decides);
  return found == executions.end() ? &executions.back() : &*found;
}

const Diagnosis* Case::diagnosis() const {
  const Execution* execution = shown();
  return execution != nullptr && execution->diagnosis ? &*execution->diagnosis : nullptr;
}

uint64_t Case::duration_ms() const {
  uint64_t total = 0;
  for (const Execution& execution : executions) total += execution.duration_ms;
  return total;
}

}  // namespace shakedown::report::model
