// A run of thousands of cases as a conformance suite against a bad server gives it: most pass, some
// fail for a dozen causes, a few have no verdict. Fed to reporters without being kept.
#pragma once

#include <iterator>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/case_builder.h"

namespace shakedown::testing_support {

class LargeRun {
 public:
  /// With `detail` one case in twenty fails. Without, one in a hundred, and what passed holds no
  /// handshakes: as many cases, and a tenth of the work.
  LargeRun(size_t cases, bool detail) : cases_(cases), fails_each_(detail ? 20 : 100) {
    base_.Suite("large", "A long run");
    base_.Add("good", "Alice gets in", "1.3", Accepted());
    base_.Add("bad", "Bob does not", "1.3", RefusedUnknownIssuer());
    base_.Add("broken", "A file of ours", "1.3", UnreadableKey());
    base_.Prepare();
    run::CaseExecution& passed = base_.results()[0].executions[0];
    if (!detail) passed.attempts.clear(), passed.diagnoses.clear();
    const run::Case one = base_.plan().cases[0];
    for (size_t i = 0; i < cases_; ++i) {
      run::Case test = one;
      test.scenario = "case-" + std::to_string(i);
      test.id = "large/" + test.scenario;
      test.title = "What case " + std::to_string(i) + " is about";
      plan_.cases.push_back(std::move(test));
    }
    info_ = base_.info();
    info_.plan = &plan_;
  }

  size_t failed() const { return cases_ / fails_each_; }

  /// Sends the events of the whole run to all of them.
  void Feed(std::span<run::Reporter* const> reporters) {
    run::RunSummary summary;
    for (run::Reporter* reporter : reporters) reporter->OnRunStarted(info_);
    for (size_t i = 0; i < cases_; ++i) {
      run::CaseResult& result = base_.results()[KindOf(i)];
      result.test = &plan_.cases[i];
      if (KindOf(i) == 1) NameCause(i, &result);
      summary.counts.passed += result.verdict == run::Verdict::kPassed;
      summary.counts.failed += result.verdict == run::Verdict::kFailed;
      summary.counts.errors += result.verdict == run::Verdict::kError;
      for (run::Reporter* reporter : reporters) reporter->OnCaseFinished(i, result);
    }
    for (run::Reporter* reporter : reporters) reporter->OnRunFinished(summary);
  }

 private:
  /// One in a hundred has no verdict.
  size_t KindOf(size_t i) const { return i % fails_each_ == 6 ? 1 : i % 100 == 11 ? 2 : 0; }

  static void NameCause(size_t i, run::CaseResult* result) {
    constexpr const char* kCauses[] = {
        "certificate.untrusted-issuer", "certificate.expired", "certificate.missing-intermediate",
        "client.no-identity",           "certificate.revoked", "certificate.wrong-eku"};
    diagnosis::Diagnosis& diagnosis = result->executions[0].diagnoses.front();
    diagnosis.cause.id = kCauses[i % std::size(kCauses)];
  }

  size_t cases_;
  size_t fails_each_;
  RunFixture base_;
  run::Plan plan_;
  run::RunInfo info_;
};

}  // namespace shakedown::testing_support
