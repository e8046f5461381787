#include "run/runner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <set>

#include "attempt/trace_view.h"
#include "run_fixture.h"
#include "tests/support/loopback_server.h"

namespace shakedown::run {
namespace {

using diagnosis::Outcome;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using testing_support::ExpectOutcome;
using testing_support::MakeScenario;
using testing_support::MakeSuite;
using testing_support::Minted;
using testing_support::Shake;

class runner : public RunFixture {
 protected:
  /// `count` scenarios that fail: nobody gets in without a certificate.
  static scenario::SuiteModel FailingSuite(int count) {
    scenario::SuiteModel suite = MakeSuite("s", {});
    for (int i = 0; i < count; ++i) {
      suite.scenarios.push_back(
          MakeScenario("c" + std::to_string(i), Shake("none"), ExpectOutcome(Outcome::kAccepted)));
    }
    return suite;
  }
};

TEST_F(runner, GoodIdentityGetsInAndNoneDoesNot) {
  scenario::SuiteModel suite = MakeSuite(
      "s", {MakeScenario("good", Shake("alice"), ExpectOutcome(Outcome::kAccepted, {"accepted"})),
            MakeScenario("none", Shake("none"),
                         ExpectOutcome(Outcome::kRefused, {"client.no-identity"}))});
  suite.identities = {Minted("alice")};
  for (scenario::ScenarioModel& scenario : suite.scenarios) scenario.tls = "1.2 1.3";
  const RunSummary summary = RunSuite(std::move(suite));
  EXPECT_EQ(summary.counts.passed, 4);
  EXPECT_EQ(summary.counts.total(), 4);
  EXPECT_EQ(summary.stop, Stop::kCompleted);
  for (const char* id : {"s/good[tls=1.2]", "s/good[tls=1.3]", "s/none[tls=1.2]"}) {
    ExpectVerdict(id, Verdict::kPassed);
  }
  const CaseExecution& execution = ExecutionOf("s/good[tls=1.2]");
  ASSERT_EQ(execution.attempts.size(), 1u);
  EXPECT_EQ(attempt::NegotiatedVersion(execution.attempts[0].trace), tls::Version::kTls12);
  ASSERT_TRUE(execution.attempts[0].identity.path);
  EXPECT_TRUE(execution.attempts[0].identity.path->trusted);
}

TEST_F(runner, EventsComeInOrderAndOneAtATime) {
  options_.jobs = 8;
  scenario::SuiteModel suite = FailingSuite(12);
  suite.variables.push_back({.name = "unused", .default_value = "x"});
  RunSuite(std::move(suite));
  EXPECT_FALSE(report_.overlapped());
  ASSERT_GE(report_.log().size(), 2u);
  EXPECT_EQ(report_.log().front(), "run started");
  EXPECT_EQ(report_.log().back(), "run finished");
  const std::multiset<size_t> finished(report_.indices().begin(), report_.indices().end());
  EXPECT_EQ(finished.size(), 12u);
  EXPECT_EQ(std::set<size_t>(finished.begin(), finished.end()).size(), 12u);
  EXPECT_EQ(report_.summary()->counts.total(), 12);
}

TEST_F(runner, RunInfoDescribesTheRun) {
  options_.jobs = 2;
  options_.tool_version = "9.9";
  options_.tls_library = "a library";
  options_.seed = 77;
  options_.shard = "1/2";
  RunSuite(FailingSuite(6));
  ASSERT_TRUE(report_.info());
  EXPECT_EQ(report_.info()->target_url, "built-in peer");
  EXPECT_THAT(report_.info()->target_address, StartsWith("127.0.0.1:"));
  EXPECT_EQ(report_.info()->jobs, 2);
  EXPECT_EQ(report_.info()->seed, 77u);
  EXPECT_EQ(report_.info()->shard, "1/2");
  EXPECT_EQ(report_.info()->tool_version, "9.9");
  EXPECT_EQ(report_.info()->tls_library, "a library");
}

TEST_F(runner, UnmetExpectationFailsAndTellsHowToRepeat) {
  options_.command = "shakedown run 'my suite.xml'";
  RunSuite(FailingSuite(1));
  ExpectVerdict("s/c0", Verdict::kFailed);
  EXPECT_THAT(ExecutionOf("s/c0").message, StartsWith("expected accepted, observed refused"));
  EXPECT_EQ(ResultOf("s/c0").reproduce, "shakedown run 'my suite.xml' --filter 's/c0'");
}

TEST_F(runner, UnreachableTargetIsAnError) {
  const testing_support::ClosedPort closed;
  options_.target.url = "https://localhost:" + std::to_string(closed.port()) + "/";
  const RunSummary summary = RunSuite(FailingSuite(1));
  EXPECT_EQ(summary.counts.errors, 1);
  ExpectVerdict("s/c0", Verdict::kError);
  ASSERT_FALSE(ExecutionOf("s/c0").errors.empty());
  EXPECT_EQ(ExecutionOf("s/c0").errors[0].code(), ErrorCode::kConnect);
}

TEST_F(runner, RetriesAreKeptAndTheLastOneDecides) {
  options_.retries = 2;
  RunSuite(FailingSuite(1));
  EXPECT_EQ(ResultOf("s/c0").executions.size(), 3u);
  EXPECT_FALSE(ResultOf("s/c0").flaky);
  ExpectVerdict("s/c0", Verdict::kFailed);
}

TEST_F(runner, PassAfterAFailureIsFlaky) {
  // The first connection is closed at once; the second is refused as TLS peers do, in plain sight.
  std::atomic<int> connections{0};
  const testing_support::LoopbackServer server([&connections](int fd) {
    if (connections.fetch_add(1) == 0) return testing_support::ResetOnClose(fd);
    char buffer[2048];
    if (recv(fd, buffer, sizeof buffer, 0) <= 0) return;
    testing_support::SendAll(fd, std::string_view("\x15\x03\x03\x00\x02\x02\x46", 7));
  });
  options_.target.url = "https://localhost:" + std::to_string(server.port()) + "/";
  options_.retries = 3;
  const RunSummary summary = RunScenario(MakeScenario(
      "c", Shake("none"), ExpectOutcome(Outcome::kRefused, {"path.no-common-version"})));
  ExpectVerdict("s/c", Verdict::kPassed);
  EXPECT_TRUE(ResultOf("s/c").flaky);
  EXPECT_EQ(ResultOf("s/c").executions.size(), 2u);
  EXPECT_EQ(summary.counts.flaky, 1);
  EXPECT_EQ(summary.counts.passed, 1);
}

TEST_F(runner, KnownFailureIsNotRetriedAndCountsAsPassed) {
  options_.retries = 2;
  scenario::SuiteModel suite = FailingSuite(1);
  suite.scenarios[0].known_failure = "bug 17";
  const RunSummary summary = RunSuite(std::move(suite));
  ExpectVerdict("s/c0", Verdict::kPassed);
  EXPECT_TRUE(ResultOf("s/c0").known_failure);
  EXPECT_EQ(ResultOf("s/c0").executions.size(), 1u);
  EXPECT_EQ(summary.counts.known_failures, 1);
}

TEST_F(runner, UnexpectedPassFails) {
  scenario::ScenarioModel scenario =
      MakeScenario("c", Shake("none"), ExpectOutcome(Outcome::kRefused));
  scenario.known_failure = "bug 17";
  RunScenario(std::move(scenario));
  ExpectVerdict("s/c", Verdict::kFailed);
  EXPECT_THAT(ExecutionOf("s/c").message, HasSubstr("bug 17"));
}

TEST_F(runner, FailFastStopsAfterSoManyFailures) {
  options_.jobs = 1;
  options_.fail_fast = 2;
  const RunSummary summary = RunSuite(FailingSuite(5));
  EXPECT_EQ(summary.counts.failed, 2);
  EXPECT_EQ(summary.counts.skipped, 3);
  EXPECT_EQ(summary.stop, Stop::kFailFast);
  EXPECT_THAT(ResultOf("s/c4").skip_reason, HasSubstr("--fail-fast"));
}

TEST_F(runner, FailFastThatStopsNothingIsACompletedRun) {
  options_.jobs = 1;
  options_.fail_fast = 3;
  EXPECT_EQ(RunSuite(FailingSuite(3)).stop, Stop::kCompleted);
}

TEST_F(runner, InterruptLeavesTheRestSkipped) {
  options_.jobs = 1;
  report_.on_case_finished = [this](const CaseResult& result) {
    if (result.test->id == "s/c1") interrupt_ = SIGINT;
  };
  const RunSummary summary = RunSuite(FailingSuite(5));
  EXPECT_EQ(summary.counts.failed, 2);
  EXPECT_EQ(summary.counts.skipped, 3);
  EXPECT_EQ(summary.stop, Stop::kInterrupted);
  EXPECT_EQ(ResultOf("s/c3").skip_reason, "not run: interrupted");
  EXPECT_EQ(report_.log().back(), "run finished");
}

TEST_F(runner, TerminationIsToldApart) {
  interrupt_ = SIGTERM;
  const RunSummary summary = RunSuite(FailingSuite(2));
  EXPECT_EQ(summary.stop, Stop::kTerminated);
  EXPECT_EQ(summary.counts.skipped, 2);
}

TEST_F(runner, InterruptBetweenHandshakesSkipsTheCase) {
  report_.on_case_started = [this](size_t) { interrupt_ = SIGINT; };
  const RunSummary summary = RunSuite(FailingSuite(1));
  EXPECT_EQ(summary.counts.skipped, 1);
  EXPECT_TRUE(ResultOf("s/c0").executions.empty());
}

TEST_F(runner, ResultsDoNotDependOnOrderOrWorkers) {
  scenario::SuiteModel suite = MakeSuite("s", {});
  for (int i = 0; i < 6; ++i) {
    const bool good = i % 2 == 0;
    suite.scenarios.push_back(
        MakeScenario("c" + std::to_string(i), Shake(good ? "alice bob" : "none late"),
                     ExpectOutcome(i % 3 == 0 ? Outcome::kAccepted : Outcome::kRefused)));
    suite.scenarios.back().tls = "1.2 1.3";
  }
  suite.identities = {Minted("alice"), Minted("bob"), Minted("late", "expired")};
  options_.jobs = 1;
  RunSuite(suite);
  std::map<std::string, Verdict> expected;
  for (const auto& [id, result] : report_.results()) expected[id] = result.verdict;
  ASSERT_EQ(expected.size(), 24u);
  testing_support::RecordingReporter second;
  Selection shuffled;
  shuffled.shuffle = true;
  shuffled.seed = 5;
  const Result<Plan> plan = MakePlan({testing_support::Share(suite)}, shuffled);
  ASSERT_TRUE(plan);
  options_.jobs = 12;
  Reporter* const reporters[] = {&second};
  ASSERT_TRUE(run::Run(*plan, options_, reporters, interrupt_));
  for (const auto& [id, verdict] : expected) {
    EXPECT_STREQ(ToString(second.results().at(id).verdict), ToString(verdict)) << id;
  }
}

TEST_F(runner, SuiteMayBehaveAsTheCommandLineSays) {
  options_.target.behave = "strict";
  scenario::ScenarioModel scenario =
      MakeScenario("c", Shake("none"), ExpectOutcome(Outcome::kRefused));
  scenario.expectations[0].layer = "tls";
  RunScenario(std::move(scenario));
  ExpectVerdict("s/c", Verdict::kPassed);
}

TEST_F(runner, NothingIsReportedIfNothingCouldStart) {
  const auto run = [this] {
    const Result<Plan> plan = MakePlan({testing_support::Share(FailingSuite(1))}, {});
    Reporter* const reporters[] = {&report_};
    return run::Run(*plan, options_, reporters, interrupt_);
  };
  options_.target.behave = "sleepy";
  ASSERT_FALSE(run());
  EXPECT_EQ(run().error().code(), ErrorCode::kUsage);
  options_.target.behave = "";
  options_.target.url = "gopher://x/";
  EXPECT_EQ(run().error().code(), ErrorCode::kUsage);
  options_.target.url = "https://localhost:1/";
  options_.target.client_ca = "/nonexistent/ca.pem";
  EXPECT_EQ(run().error().code(), ErrorCode::kFileRead);
  options_.target.client_ca = "";
  options_.target.via = "ftp://proxy/";
  EXPECT_EQ(run().error().code(), ErrorCode::kUsage);
  EXPECT_TRUE(report_.log().empty());
}

TEST_F(runner, DifferentTargetsAreNotPassedOffAsOne) {
  scenario::SuiteModel first = FailingSuite(1), second = FailingSuite(1);
  first.name = "first";
  second.name = "second";
  const auto run = [&] {
    const Result<Plan> plan =
        MakePlan({testing_support::Share(first), testing_support::Share(second)}, {});
    testing_support::RecordingReporter report;
    Reporter* const reporters[] = {&report};
    EXPECT_TRUE(run::Run(*plan, options_, reporters, interrupt_));
    return report.info().value_or(RunInfo{});
  };
  const RunInfo peers = run();
  EXPECT_EQ(peers.target_url, "built-in peer");
  EXPECT_EQ(peers.target_address, "");
  second.target.url = "https://127.0.0.1:1/";
  EXPECT_EQ(run().target_url, "several targets");
}

TEST_F(runner, EmptyPlanIsACompletedRun) {
  const RunSummary summary = RunSuite(MakeSuite("s", {}));
  EXPECT_EQ(summary.counts.total(), 0);
  EXPECT_THAT(report_.log(), ElementsAre("run started", "run finished"));
}

}  // namespace
}  // namespace shakedown::run
