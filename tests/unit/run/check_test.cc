#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "run/runner.h"
#include "tests/support/suite_builder.h"

namespace shakedown::run {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using testing_support::MakeScenario;
using testing_support::MakeSuite;
using testing_support::Minted;
using testing_support::Shake;

class check : public ::testing::Test {
 protected:
  check() : suite_(MakeSuite("s", {MakeScenario("c", Shake("alice"), {})})) {
    suite_.identities = {Minted("alice")};
  }
  std::vector<std::string> Defects() {
    plan_ = MakePlan({testing_support::Share(suite_)}, {});
    std::vector<std::string> texts;
    for (const Error& error : Check(*plan_, options_)) texts.push_back(error.Text());
    return texts;
  }
  scenario::ScenarioModel& scenario() { return suite_.scenarios[0]; }

  scenario::SuiteModel suite_;
  RunOptions options_;
  Result<Plan> plan_ = Error(ErrorCode::kInternal, "not planned");
};

TEST_F(check, SoundSuiteHasNoDefects) {
  scenario().handshakes[0].connect = "${terminator}";
  scenario().handshakes[0].via = "${connect_proxy}";
  scenario().tls = "1.2 1.3";
  EXPECT_THAT(Defects(), IsEmpty());
}

TEST_F(check, TargetIsNotContacted) {
  options_.target.url = "https://name.invalid:1/";
  EXPECT_THAT(Defects(), IsEmpty());
}

TEST_F(check, DefectOfAScenarioIsToldOnceForAllItsCases) {
  scenario().tls = "1.2 1.3";
  scenario().handshakes[0].host = "${nowhere}";
  ASSERT_THAT(Defects(), SizeIs(1));
  EXPECT_THAT(Defects()[0], HasSubstr("nowhere"));
}

TEST_F(check, UnknownIdentity) {
  options_.variables["who"] = "nobody";
  scenario().handshakes[0].identity = "${who}";
  ASSERT_THAT(Defects(), SizeIs(1));
  EXPECT_THAT(Defects()[0], HasSubstr("no identity 'nobody'"));
}

TEST_F(check, IdentityFilesAreLoaded) {
  suite_.identities[0].mint = "";
  suite_.identities[0].certificate = "/nonexistent/alice.pem";
  ASSERT_THAT(Defects(), SizeIs(1));
  EXPECT_THAT(Defects()[0], HasSubstr("/nonexistent/alice.pem"));
}

TEST_F(check, UnusableFilesOnPurposeAreNoDefect) {
  suite_.identities[0].mint = "";
  suite_.identities[0].certificate = "/nonexistent/alice.pem";
  scenario().expectations[0].causes = {"client.identity-unusable"};
  EXPECT_THAT(Defects(), IsEmpty());
}

TEST_F(check, UnusedIdentitiesAreNotLookedAt) {
  suite_.identities.push_back(Minted("other"));
  suite_.identities[1].mint = "";
  suite_.identities[1].certificate = "/nonexistent/other.pem";
  EXPECT_THAT(Defects(), IsEmpty());
}

TEST_F(check, MintingWordsFromVariables) {
  options_.variables["flaw"] = "rusty";
  suite_.identities[0].mint = "${flaw}";
  EXPECT_THAT(Defects(), SizeIs(1));
}

TEST_F(check, FilesOfTheTarget) {
  options_.target.url = "https://gate.test/";
  options_.target.client_ca = "/nonexistent/ca.pem";
  ASSERT_THAT(Defects(), SizeIs(1));
  EXPECT_THAT(Defects()[0], HasSubstr("/nonexistent/ca.pem"));
}

TEST_F(check, BehaviourOfThePeer) {
  options_.target.behave = "sleepy";
  ASSERT_THAT(Defects(), SizeIs(1));
  EXPECT_THAT(Defects()[0], HasSubstr("sleepy"));
}

TEST_F(check, HostsOfThePeer) {
  suite_.peer_hosts = {{.name = "a.test"}, {.name = "A.test"}};
  ASSERT_THAT(Defects(), SizeIs(1));
  EXPECT_THAT(Defects()[0], HasSubstr("a.test"));
}

}  // namespace
}  // namespace shakedown::run
