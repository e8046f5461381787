#include "scenario/match_canary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenario/loader.h"
#include "tests/support/suite_text.h"

namespace shakedown::scenario {
namespace {

using testing::HasSubstr;

attempt::HttpReply Reply(int status, const std::string& body) {
  attempt::HttpReply reply;
  reply.status = status;
  reply.body = body;
  return reply;
}

attempt::Attempt Answered(std::vector<attempt::HttpReply> replies) {
  attempt::Attempt attempt;
  for (attempt::HttpReply& reply : replies) attempt.trace.events.push_back({{}, std::move(reply)});
  return attempt;
}

CheckResult Look(const attempt::Attempt& attempt, bool seen,
                 std::vector<std::string> statuses = {}) {
  return MatchCanary({"canary sings", std::move(statuses), seen, {}}, attempt, "forger");
}

TEST(MatchCanary, DecidesByWhatWasServed) {
  const attempt::Attempt served = Answered({Reply(200, "the canary sings for you")});
  const attempt::Attempt refused = Answered({Reply(403, "not for you")});
  EXPECT_TRUE(Look(served, true).met);
  EXPECT_FALSE(Look(served, false).met);
  EXPECT_TRUE(Look(refused, false).met);
  EXPECT_FALSE(Look(refused, true).met);
  const CheckResult result = Look(served, false);
  EXPECT_EQ(result.what, "canary");
  EXPECT_EQ(result.handshake, "forger");
  EXPECT_THAT(result.expected, HasSubstr("authenticated clients only"));
  EXPECT_EQ(result.observed,
            "seen in the reply with status 200: the protected resource was served");
  EXPECT_EQ(Look(refused, false).observed, "not seen (HTTP 403)");
}

TEST(MatchCanary, IfServedAsksOnlyOfWhatWasServed) {
  const auto look = [](const attempt::Attempt& attempt) {
    CanaryExpectation expected{"canary sings", {}, false, true, {}};
    return MatchCanary(expected, attempt, "").met;
  };
  EXPECT_TRUE(look(Answered({Reply(200, "the canary sings")})));
  EXPECT_FALSE(look(Answered({Reply(200, "silence")})));
  EXPECT_TRUE(look(Answered({Reply(403, "no")})));
  EXPECT_TRUE(look(Answered({})));
}

TEST(MatchCanary, AServerThatIsNotReachedProvesNothing) {
  attempt::Attempt unreached;
  unreached.trace.events.push_back({{}, attempt::ConnectFailed{}});
  const CheckResult result = Look(unreached, false);
  EXPECT_FALSE(result.met);
  EXPECT_EQ(result.observed, "the server was not reached");
  EXPECT_FALSE(Look(unreached, true).met);
}

TEST(MatchCanary, TakesAnyRefusalForOne) {
  attempt::Attempt alerted;
  alerted.trace.events.push_back({{}, attempt::AlertSeen{}});
  EXPECT_TRUE(Look(alerted, false).met);
  EXPECT_EQ(Look(alerted, true).observed, "not seen (no HTTP reply)");
}

TEST(MatchCanary, LooksAtEveryReplyTitleAndHeader) {
  EXPECT_FALSE(Look(Answered({Reply(200, "the canary sings"), Reply(403, "no")}), false).met);
  attempt::HttpReply titled = Reply(200, "");
  titled.title = "Where the canary sings";
  EXPECT_FALSE(Look(Answered({titled}), false).met);
  attempt::HttpReply headed = Reply(204, "");
  headed.headers.emplace_back("X-User", "canary sings");
  EXPECT_FALSE(Look(Answered({headed}), false).met);
}

TEST(MatchCanary, CountsOnlyRepliesOfTheWantedStatus) {
  // An error page may quote the text without serving it.
  EXPECT_TRUE(Look(Answered({Reply(403, "no canary sings here")}), false).met);
  EXPECT_FALSE(Look(Answered({Reply(302, "canary sings")}), false, {"3??", "200"}).met);
}

LoadedSuite SuiteExpecting(const std::string& canary) {
  return ParseSuite(
      testing_support::ScenarioWith("<handshake path='/account'/><expect>" + canary + "</expect>"),
      "canary.xml");
}

TEST(MatchCanary, StandsInSuites) {
  const LoadedSuite loaded =
      SuiteExpecting("<canary text='hello ${x}' seen='no' status='2?? 302'/>");
  EXPECT_FALSE(loaded.ok()) << "x is not declared";
  const LoadedSuite good = SuiteExpecting("<canary text='hello' seen='no' status='2?? 302'/>");
  ASSERT_TRUE(good.ok());
  const auto& canary = good.suite.scenarios.front().expectations.front().canary;
  ASSERT_TRUE(canary);
  EXPECT_EQ(canary->text, "hello");
  EXPECT_FALSE(canary->seen);
  EXPECT_THAT(canary->statuses, testing::ElementsAre("2??", "302"));
}

TEST(MatchCanary, TakesVariables) {
  Expectation expectation;
  expectation.canary = CanaryExpectation{"for ${who}", {"${status}"}, true, {}};
  const auto substituted = Substituted(expectation, {{"who", "alice"}, {"status", "20?"}});
  ASSERT_TRUE(substituted);
  EXPECT_EQ(substituted->canary->text, "for alice");
  EXPECT_THAT(substituted->canary->statuses, testing::ElementsAre("20?"));
  EXPECT_FALSE(Substituted(expectation, {{"who", "alice"}, {"status", "twenty"}}));
}

TEST(MatchCanary, NeedsATextAndAnAnswer) {
  for (const char* canary : {"<canary text='x'/>", "<canary seen='no'/>",
                             "<canary text='x' seen='perhaps'/>", "<canary text='' seen='no'/>"}) {
    EXPECT_FALSE(SuiteExpecting(canary).ok()) << canary;
  }
}

}  // namespace
}  // namespace shakedown::scenario
