// Mistakes with sessions, replays and changes are told where they stand.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/suite_text.h"

namespace shakedown::scenario {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing_support::ErrorsOf;
using testing_support::ScenarioWith;

std::string After(const std::string& attributes, const std::string& children = "") {
  return ScenarioWith("<handshake id='a' identity='alice'/>\n<handshake " + attributes + ">" +
                      children + "</handshake>\n<expect outcome='refused'/>");
}

TEST(CheckSession, ATicketNeedsASession) {
  EXPECT_THAT(ErrorsOf(After("ticket='flipped'")),
              ElementsAre(HasSubstr("no ticket without a session")));
  EXPECT_THAT(ErrorsOf(After("ticket='flipped' resume='a'")), IsEmpty());
  EXPECT_THAT(ErrorsOf(After("ticket='fliped' resume='a'")), ElementsAre(HasSubstr("'flipped'")));
}

TEST(CheckSession, OnlyEarlyDataIsReplayed) {
  EXPECT_THAT(ErrorsOf(After("resume='a' replayed='yes'")),
              ElementsAre(HasSubstr("add early-data")));
  EXPECT_THAT(ErrorsOf(After("resume='a' early-data='yes' replayed='yes'")), IsEmpty());
  EXPECT_THAT(ErrorsOf(After("replayed='no'")), IsEmpty());
}

TEST(CheckSession, WhoIsWaitedForExists) {
  EXPECT_THAT(ErrorsOf(After("wait-until-expired='alise'")), ElementsAre(HasSubstr("'alice'")));
  EXPECT_THAT(ErrorsOf(After("wait-until-expired='alice'")), IsEmpty());
}

TEST(CheckSession, WhatIsReplayedIsAnEarlierHandshake) {
  const std::string damage = "<damage message='certificate-verify' replay='";
  EXPECT_THAT(ErrorsOf(After("identity='alice'", damage + "b'/>")),
              ElementsAre(HasSubstr("'b' is not the id of an earlier handshake")));
  EXPECT_THAT(ErrorsOf(After("identity='alice'", damage + "a'/>")), IsEmpty());
}

TEST(CheckSession, AChangeChangesSomethingThatThereIs) {
  EXPECT_THAT(ErrorsOf(After("", "<change/>")), ElementsAre(HasSubstr("changes nothing")));
  EXPECT_THAT(ErrorsOf(After("", "<change revoked='alice'/>")),
              ElementsAre(HasSubstr("needs a list")));
  EXPECT_THAT(ErrorsOf(After("", "<change crl='current' revoked='bob'/>")),
              ElementsAre(HasSubstr("no identity 'bob'")));
  EXPECT_THAT(ErrorsOf(After("", "<change crl='current' revoked='alice' issuer-revoked='yes'/>")),
              IsEmpty());
  EXPECT_THAT(ErrorsOf(After("", "<change trust='some'/>")), ElementsAre(HasSubstr("CA file")));
}

TEST(CheckSession, TicketsExpectSomething) {
  const auto with = [](const std::string& attributes) {
    return ScenarioWith("<handshake id='a'/><expect><tickets " + attributes + "/></expect>");
  };
  EXPECT_THAT(ErrorsOf(with("")), ElementsAre(HasSubstr("<tickets> expects nothing")));
  EXPECT_THAT(ErrorsOf(with("shorter-than='b'")), ElementsAre(HasSubstr("'b' is not the id")));
  EXPECT_THAT(ErrorsOf(with("max-lifetime='7d' shorter-than='a'")), IsEmpty());
}

}  // namespace
}  // namespace shakedown::scenario
