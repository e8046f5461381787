#include "run/case_runner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "attempt/trace_view.h"
#include "run_fixture.h"

namespace shakedown::run {
namespace {

using diagnosis::Outcome;
using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing_support::ExpectOutcome;
using testing_support::MakeScenario;
using testing_support::MakeSuite;
using testing_support::Minted;
using testing_support::Shake;

class case_runner : public RunFixture {
 protected:
  /// A suite whose peer has the given host beside a default one.
  static scenario::SuiteModel WithHost(scenario::PeerHostModel host,
                                       std::vector<scenario::ScenarioModel> scenarios) {
    scenario::SuiteModel suite = MakeSuite("s", std::move(scenarios));
    suite.peer_hosts = {scenario::PeerHostModel{}, std::move(host)};
    return suite;
  }
  static scenario::HandshakeModel To(const std::string& host, scenario::HandshakeModel handshake) {
    handshake.sni = host;
    handshake.host = host;
    return handshake;
  }
};

TEST_F(case_runner, EachDefectIsRefusedForItsReason) {
  const std::vector<std::pair<scenario::IdentityModel, std::string>> defects = {
      {Minted("late", "expired"), "certificate.expired"},
      {Minted("early", "not-yet-valid"), "certificate.not-yet-valid"},
      {Minted("stranger", "good", "untrusted"), "certificate.untrusted-issuer"},
      {Minted("twin", "good", "twin"), "certificate.untrusted-issuer"},
      {Minted("lonely", "self-signed"), "certificate.self-signed"},
      {Minted("server-only", "wrong-eku"), "certificate.wrong-purpose"}};
  scenario::SuiteModel suite = MakeSuite("s", {});
  for (const auto& [identity, cause] : defects) {
    suite.identities.push_back(identity);
    suite.scenarios.push_back(
        MakeScenario(identity.id, Shake(identity.id), ExpectOutcome(Outcome::kRefused, {cause})));
  }
  const RunSummary summary = RunSuite(std::move(suite));
  EXPECT_EQ(summary.counts.passed, 6);
  for (const auto& [identity, cause] : defects) ExpectVerdict("s/" + identity.id, Verdict::kPassed);
}

TEST_F(case_runner, SessionsAreResumedByHandshakeId) {
  for (const char* version : {"1.2", "1.3"}) {
    scenario::ScenarioModel scenario = MakeScenario("resume" + std::string(version));
    scenario.handshakes = {Shake("alice", "first"), Shake("alice", "again")};
    scenario.handshakes[1].resume = "first";
    scenario.tls = version;
    scenario.expectations = {ExpectOutcome(Outcome::kAccepted)};
    scenario.expectations[0].resumed = true;
    const std::string id = "s/" + scenario.id + "[tls=" + version + "]";
    RunScenario(std::move(scenario), {Minted("alice")});
    ExpectVerdict(id, Verdict::kPassed);
    EXPECT_EQ(ExecutionOf(id).attempts.size(), 2u);
    EXPECT_EQ(ExecutionOf(id).attempts[0].purpose, "first");
  }
}

TEST_F(case_runner, WithoutASessionTheCaseIsSkippedAndNotPassed) {
  scenario::ScenarioModel scenario = MakeScenario("resume");
  scenario.tls = "1.3";
  scenario.handshakes = {To("quiet.test", Shake("alice", "first")),
                         To("quiet.test", Shake("none", "again"))};
  // Refused in the handshake itself: there is no session, and the second would be refused anyway.
  scenario.handshakes[0].identity = "none";
  scenario.handshakes[1].resume = "first";
  scenario.expectations = {ExpectOutcome(Outcome::kRefused)};
  scenario::SuiteModel suite =
      WithHost({.name = "quiet.test", .behave = "strict", .tickets = false}, {scenario});
  RunSuite(std::move(suite));
  ExpectVerdict("s/resume[tls=1.3]", Verdict::kSkipped);
  EXPECT_THAT(ResultOf("s/resume[tls=1.3]").skip_reason, HasSubstr("no session to resume"));
  EXPECT_THAT(ResultOf("s/resume[tls=1.3]").executions, IsEmpty());
}

TEST_F(case_runner, AFailureBeforeTheMissingSessionIsStillAFailure) {
  scenario::ScenarioModel scenario = MakeScenario("resume");
  scenario.tls = "1.3";
  scenario.handshakes = {To("quiet.test", Shake("none", "first")),
                         To("quiet.test", Shake("none", "again"))};
  scenario.handshakes[1].resume = "first";
  scenario.expectations = {ExpectOutcome(Outcome::kAccepted), ExpectOutcome(Outcome::kRefused)};
  scenario.expectations[0].handshake = "first";
  RunSuite(WithHost({.name = "quiet.test", .behave = "strict", .tickets = false}, {scenario}));
  ExpectVerdict("s/resume[tls=1.3]", Verdict::kFailed);
  EXPECT_THAT(ExecutionOf("s/resume[tls=1.3]").message, HasSubstr("expected accepted"));
}

// The built-in peer closes after each answer.
TEST_F(case_runner, WithoutAConnectionForFurtherRequestsTheCaseIsSkippedAndNotPassed) {
  scenario::ScenarioModel scenario = MakeScenario("shared");
  scenario.handshakes = {Shake("alice", "shared")};
  scenario.handshakes[0].further_requests = {{.path = "/again"}};
  scenario.expectations = {ExpectOutcome(Outcome::kRefused)};
  RunScenario(scenario, {Minted("alice")});
  ExpectVerdict("s/shared", Verdict::kSkipped);
  EXPECT_THAT(ResultOf("s/shared").skip_reason, HasSubstr("closes the connection after a reply"));
}

TEST_F(case_runner, ARefusalOfTheFirstRequestStandsForThoseThatWereNotMade) {
  scenario::ScenarioModel scenario = MakeScenario("shared");
  scenario.handshakes = {Shake("none", "shared")};
  scenario.handshakes[0].further_requests = {{.path = "/again"}};
  scenario.expectations = {ExpectOutcome(Outcome::kRefused, {"client.no-identity"})};
  RunScenario(std::move(scenario), {Minted("alice")});
  ExpectVerdict("s/shared", Verdict::kPassed);
}

TEST_F(case_runner, AFailureBeforeTheConnectionThatWasNotKeptIsStillAFailure) {
  scenario::ScenarioModel scenario = MakeScenario("shared");
  scenario.handshakes = {Shake("alice", "first"), Shake("alice", "shared")};
  scenario.handshakes[1].further_requests = {{.path = "/again"}};
  scenario.expectations = {ExpectOutcome(Outcome::kRefused), ExpectOutcome(Outcome::kRefused)};
  scenario.expectations[0].handshake = "first";
  scenario.expectations[1].handshake = "shared";
  RunScenario(std::move(scenario), {Minted("alice")});
  ExpectVerdict("s/shared", Verdict::kFailed);
}

TEST_F(case_runner, RevokedIdentityIsRefusedWhereTheListIsChecked) {
  scenario::SuiteModel suite = WithHost(
      {.name = "crl.test", .behave = "strict", .crl = true},
      {MakeScenario("revoked", To("crl.test", Shake("taken-back")),
                    ExpectOutcome(Outcome::kRefused, {"certificate.revoked"})),
       MakeScenario("good", To("crl.test", Shake("alice")), ExpectOutcome(Outcome::kAccepted)),
       MakeScenario("unchecked", Shake("taken-back"), ExpectOutcome(Outcome::kAccepted))});
  suite.identities = {Minted("taken-back", "revoked"), Minted("alice")};
  RunSuite(std::move(suite));
  for (const char* id : {"s/revoked", "s/good", "s/unchecked"}) {
    ExpectVerdict(id, Verdict::kPassed);
  }
  const auto& path = ExecutionOf("s/revoked").attempts[0].identity.path;
  ASSERT_TRUE(path);
  EXPECT_FALSE(path->trusted);
  ASSERT_TRUE(ExecutionOf("s/unchecked").attempts[0].identity.path);
  EXPECT_TRUE(ExecutionOf("s/unchecked").attempts[0].identity.path->trusted);
}

TEST_F(case_runner, RevokedIdentityIsSkippedWhereNoListIsChecked) {
  RunScenario(MakeScenario("c", Shake("taken-back"), ExpectOutcome(Outcome::kRefused)),
              {Minted("taken-back", "revoked")});
  ExpectVerdict("s/c", Verdict::kSkipped);
  EXPECT_THAT(ResultOf("s/c").skip_reason, HasSubstr("crl=\"yes\""));
}

TEST_F(case_runner, TerminatorHidesTheRequest) {
  scenario::ScenarioModel scenario = MakeScenario("c");
  scenario.handshakes = {Shake("alice", "direct"), Shake("alice", "proxied")};
  scenario.handshakes[1].connect = "${terminator}";
  scenario.expectations = {ExpectOutcome(Outcome::kAccepted),
                           ExpectOutcome(Outcome::kRefused, {"path.tls-terminated"})};
  scenario.expectations[0].handshake = "direct";
  RunScenario(std::move(scenario), {Minted("alice")});
  ExpectVerdict("s/c", Verdict::kPassed);
}

TEST_F(case_runner, ConnectProxyChangesNothing) {
  scenario::SuiteModel suite =
      MakeSuite("s", {MakeScenario("good", Shake("alice"), ExpectOutcome(Outcome::kAccepted)),
                      MakeScenario("refused", Shake("none"),
                                   ExpectOutcome(Outcome::kNoVerdict, {"path.proxy-refused"}))});
  suite.identities = {Minted("alice")};
  // Through a suite variable: that counts as asking for the proxy too.
  suite.variables.push_back({.name = "proxy", .default_value = "${connect_proxy}"});
  for (scenario::ScenarioModel& scenario : suite.scenarios) {
    scenario.handshakes[0].via = "${proxy}";
  }
  suite.scenarios[1].handshakes[0].connect = "127.0.0.1:9";
  RunSuite(std::move(suite));
  ExpectVerdict("s/good", Verdict::kPassed);
  ExpectVerdict("s/refused", Verdict::kPassed);
  EXPECT_TRUE(attempt::First<attempt::ProxyReply>(ExecutionOf("s/good").attempts[0].trace));
}

TEST_F(case_runner, UnusableFilesAreAnErrorOfTheCase) {
  scenario::IdentityModel mine;
  mine.id = "mine";
  mine.certificate = "/nonexistent/mine.pem";
  RunScenario(MakeScenario("c", Shake("mine"), ExpectOutcome(Outcome::kAccepted)), {mine});
  ExpectVerdict("s/c", Verdict::kError);
  ASSERT_EQ(ExecutionOf("s/c").errors.size(), 1u);
  EXPECT_EQ(ExecutionOf("s/c").errors[0].code(), ErrorCode::kFileRead);
}

TEST_F(case_runner, UnusableFilesCanBeWhatACaseIsAbout) {
  scenario::IdentityModel mine;
  mine.id = "mine";
  mine.certificate = "/nonexistent/mine.pem";
  RunScenario(MakeScenario("c", Shake("mine"),
                           ExpectOutcome(Outcome::kNoVerdict, {"client.identity-unusable"})),
              {mine});
  ExpectVerdict("s/c", Verdict::kPassed);
  ASSERT_EQ(ExecutionOf("s/c").attempts.size(), 1u);
  EXPECT_TRUE(ExecutionOf("s/c").attempts[0].identity.unusable);
  EXPECT_THAT(ExecutionOf("s/c").attempts[0].trace.events, IsEmpty());
}

TEST_F(case_runner, UnmetRequirementSkips) {
  scenario::SuiteModel suite = MakeSuite("s", {MakeScenario("a"), MakeScenario("b")});
  suite.scenarios[0].requires_ = {"external-target"};
  suite.scenarios[1].requires_ = {"built-in-peer", "trusted-issuer", "client-ca", "http", "!crl"};
  RunSuite(std::move(suite));
  ExpectVerdict("s/a", Verdict::kSkipped);
  EXPECT_THAT(ResultOf("s/a").skip_reason, HasSubstr("--target"));
  ExpectVerdict("s/b", Verdict::kPassed);
}

TEST_F(case_runner, VariablesReachHandshakesAndExpectations) {
  scenario::ScenarioModel scenario = MakeScenario("c", Shake("${who}"), scenario::Expectation{});
  scenario.axes = {{"who", {"none", "late"}}};
  scenario.expectations[0].causes = {"${why}"};
  scenario::SuiteModel suite = MakeSuite("s", {scenario});
  suite.identities = {Minted("late", "expired")};
  options_.variables["why"] = "client.no-identity";
  RunSuite(std::move(suite));
  ExpectVerdict("s/c[who=none]", Verdict::kPassed);
  ExpectVerdict("s/c[who=late]", Verdict::kFailed);
}

TEST_F(case_runner, MissingVariableIsAnErrorUnlessItIsRequired) {
  scenario::SuiteModel suite = MakeSuite("s", {MakeScenario("a"), MakeScenario("b")});
  suite.variables.push_back({.name = "gate"});
  for (scenario::ScenarioModel& scenario : suite.scenarios) scenario.handshakes[0].host = "${gate}";
  suite.scenarios[0].requires_ = {"var:gate"};
  suite.scenarios[1].handshakes[0].position = {.file = "s.xml", .line = 12};
  RunSuite(std::move(suite));
  ExpectVerdict("s/a", Verdict::kSkipped);
  EXPECT_THAT(ResultOf("s/a").skip_reason, HasSubstr("--set gate="));
  ExpectVerdict("s/b", Verdict::kError);
  EXPECT_EQ(ExecutionOf("s/b").errors[0].position().line, 12);
}

TEST_F(case_runner, UnknownIdentityIsAnErrorWithASuggestion) {
  options_.variables["who"] = "alic";
  RunScenario(MakeScenario("c", Shake("${who}"), ExpectOutcome(Outcome::kAccepted)),
              {Minted("alice")});
  ExpectVerdict("s/c", Verdict::kError);
  EXPECT_THAT(ExecutionOf("s/c").errors[0].hint(), HasSubstr("alice"));
}

TEST_F(case_runner, WrongKeyIsRefusedInTls) {
  scenario::HandshakeModel handshake = Shake("alice");
  handshake.damage = "wrong-key";
  scenario::ScenarioModel scenario =
      MakeScenario("c", handshake, ExpectOutcome(Outcome::kRefused, {"certificate.proof-failed"}));
  scenario.tls = "1.2 1.3";
  EXPECT_EQ(RunScenario(std::move(scenario), {Minted("alice")}).counts.passed, 2);
}

TEST_F(case_runner, UnknownGroupIsAnErrorOfTheCase) {
  scenario::HandshakeModel handshake = Shake("none");
  handshake.groups = "no-such-group";
  RunScenario(MakeScenario("c", handshake, ExpectOutcome(Outcome::kRefused)));
  ExpectVerdict("s/c", Verdict::kError);
  EXPECT_EQ(ExecutionOf("s/c").errors[0].code(), ErrorCode::kUnsupported);
}

TEST_F(case_runner, CasesThatArePlannedAsSkippedDoNotRun) {
  const Case test = {.id = "s/c", .skip_reason = "not today"};
  const CaseResult result = SkippedCase(test, test.skip_reason);
  EXPECT_EQ(result.verdict, Verdict::kSkipped);
  EXPECT_EQ(result.test, &test);
}

TEST_F(case_runner, BrokenCaseIsAnInternalError) {
  const Case test = {.id = "s/c"};
  const CaseResult result = BrokenCase(test, "std::bad_alloc");
  EXPECT_EQ(result.verdict, Verdict::kError);
  EXPECT_EQ(result.executions.at(0).errors.at(0).code(), ErrorCode::kInternal);
  EXPECT_THAT(result.executions.at(0).message, HasSubstr("std::bad_alloc"));
}

TEST(reproducing_command, QuotesForAShell) {
  EXPECT_EQ(ReproducingCommand("shakedown run", "s/c[tls=1.3]"),
            "shakedown run --filter 's/c[tls=1.3]'");
  EXPECT_EQ(ReproducingCommand("x", "it's"), "x --filter 'it'\\''s'");
}

}  // namespace
}  // namespace shakedown::run
