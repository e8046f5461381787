// Suites run against a broken built-in peer, and which of their scenarios find it.
#pragma once

#include <set>
#include <string>

#include "run_fixture.h"

namespace shakedown::run {

class BrokenFixture : public RunFixture {
 protected:
  /// The scenarios of `plan` that fail against the built-in peer that behaves so; those that were
  /// skipped count as well if `skipped_too`.
  std::set<std::string> Unmet(const Result<Plan>& plan, const std::string& behave,
                              bool skipped_too = false) {
    EXPECT_TRUE(plan) << behave;
    if (!plan) return {};
    RunOptions options;
    options.target.behave = behave;
    options.jobs = 4;
    testing_support::RecordingReporter report;
    Reporter* const reporters[] = {&report};
    EXPECT_TRUE(run::Run(*plan, options, reporters, interrupt_)) << behave;
    std::set<std::string> unmet;
    for (const auto& [id, result] : report.results()) {
      const bool skipped = result.verdict == Verdict::kSkipped;
      if (result.verdict == Verdict::kPassed || (skipped && !skipped_too)) continue;
      const size_t from = id.find('/') + 1;
      unmet.insert(id.substr(from, id.find('[') - from));
    }
    return unmet;
  }
};

}  // namespace shakedown::run
