// The suites that we ship hold against the peer that we ship.
#include <gtest/gtest.h>

#include <filesystem>

#include "run/serve_suite.h"
#include "run_fixture.h"
#include "scenario/loader.h"

namespace shakedown::run {
namespace {

class shipped_suites : public RunFixture {};

TEST_F(shipped_suites, AllHoldAgainstTheBuiltInPeer) {
  std::vector<std::shared_ptr<const scenario::SuiteModel>> suites;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::string(SHAKEDOWN_SOURCE_DIR) + "/scenarios")) {
    if (entry.path().extension() != ".xml") continue;
    scenario::LoadedSuite loaded = scenario::LoadSuite(entry.path().string());
    for (const Error& error : loaded.errors) ADD_FAILURE() << error.Text();
    if (loaded.ok() && IsForClients(loaded.suite)) continue;  // for serve
    if (loaded.ok()) suites.push_back(testing_support::Share(std::move(loaded.suite)));
  }
  ASSERT_FALSE(suites.empty());
  const Result<Plan> plan = MakePlan(std::move(suites), {});
  ASSERT_TRUE(plan) << plan.error().Text();
  EXPECT_TRUE(Check(*plan, options_).empty());
  Reporter* const reporters[] = {&report_};
  const Result<RunSummary> summary = run::Run(*plan, options_, reporters, interrupt_);
  ASSERT_TRUE(summary) << summary.error().Text();
  int elsewhere = 0;
  for (const auto& [id, result] : report_.results()) {
    if (result.verdict == Verdict::kPassed) continue;
    // What the TLS library of the peer itself gets wrong can only be asked of other servers.
    if (result.skip_reason == "needs --target: does not apply to the built-in peer") {
      ++elsewhere;
      continue;
    }
    ADD_FAILURE() << id << ": " << ToString(result.verdict) << ": " << result.skip_reason
                  << (result.executions.empty() ? "" : result.executions.back().message);
  }
  EXPECT_EQ(summary->counts.passed, static_cast<int>(plan->cases.size()) - elsewhere);
  EXPECT_LT(elsewhere, 40);
}

}  // namespace
}  // namespace shakedown::run
