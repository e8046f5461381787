// Writes a baseline from what failed in a run, to be given to the next one.
#pragma once

#include <map>
#include <string>

#include "core/result.h"
#include "run/event.h"

namespace shakedown::report {

/// Collects the failures of a run. Those that were accepted already keep their reasons; the others
/// have an empty one, with which a baseline is refused: it is for a person to say why.
class BaselineReport final : public run::Reporter {
 public:
  void OnRunStarted(const run::RunInfo& info) override;
  void OnCaseFinished(size_t index, const run::CaseResult& result) override;
  void OnRunFinished(const run::RunSummary& summary) override { (void)summary; }

  /// The file. kFileWrite.
  Result<void> WriteTo(const std::string& path) const;
  std::string Document() const;
  size_t size() const { return failures_.size(); }
  /// How many of them still need a reason.
  size_t without_reason() const;

 private:
  struct Failure {
    std::string reason;
    std::string message;
  };
  std::map<std::string, Failure> failures_;  ///< by case id
};

}  // namespace shakedown::report
