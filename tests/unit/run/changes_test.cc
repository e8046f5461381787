// Cases that change their server, wait for an end, or replay: what they do, and when they cannot.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "pki/ocsp_answer.h"
#include "run_fixture.h"
#include "scenario/loader.h"

namespace shakedown::run {
namespace {

using diagnosis::Outcome;
using testing::HasSubstr;
using testing_support::ExpectOutcome;
using testing_support::MakeScenario;
using testing_support::Minted;
using testing_support::Shake;

class changes : public RunFixture {
 protected:
  /// Two handshakes; the second one is changed by `edit`.
  template <typename Edit>
  scenario::ScenarioModel Two(const char* first, const char* second, Outcome outcome, Edit edit) {
    scenario::ScenarioModel made =
        MakeScenario("c", Shake(first, "first"), ExpectOutcome(Outcome::kAccepted));
    made.expectations.front().handshake = "first";
    made.handshakes.push_back(Shake(second, "second"));
    edit(made.handshakes.back());
    made.expectations.push_back(ExpectOutcome(outcome));
    return made;
  }
};

TEST_F(changes, TheTrustOfThePeerChangesBetweenHandshakes) {
  const auto other = [](scenario::HandshakeModel& second) {
    second.change = scenario::ChangeModel{.trust = "other"};
  };
  RunScenario(Two("alice", "alice", Outcome::kRefused, other), {Minted("alice")});
  ExpectVerdict("s/c", Verdict::kPassed);
  RunScenario(Two("alice", "new", Outcome::kAccepted, other),
              {Minted("alice"), Minted("new", "good", "other")});
  ExpectVerdict("s/c", Verdict::kPassed);
}

TEST_F(changes, ACaseHasAPeerOfItsOwn) {
  scenario::ScenarioModel tightens =
      MakeScenario("tightens", Shake("alice", "a"), ExpectOutcome(Outcome::kRefused));
  tightens.handshakes.front().change = scenario::ChangeModel{.trust = "nothing"};
  scenario::SuiteModel suite = testing_support::MakeSuite(
      "s", {std::move(tightens),
            MakeScenario("unmoved", Shake("alice"), ExpectOutcome(Outcome::kAccepted))});
  suite.identities = {Minted("alice")};
  RunSuite(std::move(suite));
  ExpectVerdict("s/tightens", Verdict::kPassed);
  ExpectVerdict("s/unmoved", Verdict::kPassed);
}

TEST_F(changes, WhoIsWaitedForTooLongIsNotWaitedFor) {
  scenario::HandshakeModel patient = Shake("alice");
  patient.wait_until_expired = "alice";
  RunScenario(MakeScenario("c", patient, ExpectOutcome(Outcome::kRefused)), {Minted("alice")});
  ExpectVerdict("s/c", Verdict::kSkipped);
  EXPECT_THAT(ResultOf("s/c").skip_reason, HasSubstr("expires only in"));
}

TEST_F(changes, TheProofOfAnEarlierHandshakeIsSentAgain) {
  RunScenario(
      Two("alice", "alice", Outcome::kRefused,
          [](scenario::HandshakeModel& second) {
            second.damages.push_back(
                {.message = "certificate-verify", .operation = "replay", .argument = "first"});
          }),
      {Minted("alice")});
  ExpectVerdict("s/c", Verdict::kPassed);
  const auto& attempts = ExecutionOf("s/c").attempts;
  ASSERT_EQ(attempts.size(), 2u);
  std::vector<Bytes> proofs;
  for (const attempt::Attempt& attempt : attempts) {
    for (const attempt::Event& event : attempt.trace.events) {
      const auto* message = std::get_if<attempt::Message>(&event.body);
      if (message != nullptr && message->type == tls::HandshakeType::kCertificateVerify &&
          message->from == attempt::Side::kClient) {
        proofs.push_back(message->raw);
      }
    }
  }
  ASSERT_EQ(proofs.size(), 2u);
  EXPECT_EQ(proofs[0], proofs[1]);
}

TEST_F(changes, NothingToReplayIsNoVerdict) {
  RunScenario(
      Two("none", "alice", Outcome::kRefused,
          [](scenario::HandshakeModel& second) {
            second.damages.push_back(
                {.message = "certificate-verify", .operation = "replay", .argument = "first"});
          }),
      {Minted("alice")});
  EXPECT_NE(ResultOf("s/c").verdict, Verdict::kPassed);
}

TEST_F(changes, TheFormatKnowsTheMannersOfTheResponder) {
  std::vector<std::string> names;
  for (const pki::OcspManner manner : pki::AllOcspManners()) names.emplace_back(ToString(manner));
  EXPECT_EQ(scenario::words::kOcspManners, names);
}

}  // namespace
}  // namespace shakedown::run
