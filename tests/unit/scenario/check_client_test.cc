#include "scenario/check_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/suite_text.h"

namespace shakedown::scenario {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing_support::ErrorsOf;
using testing_support::SuiteWith;

std::string CaseWith(const std::string& content) {
  return SuiteWith(
      "<identities><identity id=\"alice\" mint=\"good\"/></identities>\n<client-case "
      "id=\"a\">\n" +
      content + "\n</client-case>");
}

TEST(check_client, TakesACase) {
  const LoadedSuite loaded = ParseSuite(
      CaseWith("<connection identity='alice' tickets='yes'/>\n<expect client='presented'/>"), "s");
  ASSERT_TRUE(loaded.ok());
  const ScenarioModel& scenario = loaded.suite.scenarios.at(0);
  EXPECT_TRUE(scenario.tests_client());
  EXPECT_EQ(scenario.connections.at(0).identity, "alice");
  EXPECT_TRUE(scenario.connections.at(0).tickets);
  EXPECT_EQ(scenario.connections.at(0).behave, "optional");
  EXPECT_THAT(scenario.expectations.at(0).client, ElementsAre("presented"));
}

TEST(check_client, NamesWhatIsUnknown) {
  EXPECT_THAT(ErrorsOf(CaseWith("<connection identity='alicia'/>\n<expect client='nothing'/>")),
              ElementsAre("4:23: attribute 'identity': there is no identity 'alicia' [did you mean "
                          "'alice'?]"));
  EXPECT_THAT(
      ErrorsOf(CaseWith("<connection id='one'/>\n<expect connection='on' client='nothing'/>")),
      ElementsAre("5:21: attribute 'connection': 'on' is not the id of a connection of this case "
                  "[did you mean 'one'?]"));
  EXPECT_THAT(ErrorsOf(CaseWith("<connection misstep='twice'/>\n<expect client='ended'/>")).size(),
              1u);
}

TEST(check_client, WantsSomethingToBeExpected) {
  EXPECT_THAT(ErrorsOf(CaseWith("<connection/>\n<expect/>")),
              ElementsAre("5:1: <expect> expects nothing [give client= or <answer>]"));
}

TEST(check_client, KeepsServersAndClientsApart) {
  EXPECT_THAT(ErrorsOf(CaseWith("<connection/>\n<expect client='ended' outcome='refused'/>")),
              ElementsAre("5:24: attribute 'outcome' goes only in <scenario>"));
  EXPECT_THAT(ErrorsOf(testing_support::ScenarioWith(
                  "<handshake/>\n<expect outcome='refused' client='ended'/>")),
              ElementsAre("5:27: attribute 'client' goes only in <client-case>"));
}

TEST(check_client, ReadsExtensionsAsNumbersAndOctets) {
  for (const char* good : {"48:0000", "0x2a2a:", "1:00 2:01"}) {
    EXPECT_THAT(ErrorsOf(CaseWith("<connection request-extensions='" + std::string(good) +
                                  "'/>\n<expect client='ended'/>")),
                IsEmpty())
        << good;
  }
  for (const char* bad : {"48", ":00", "x:00", "48:0", "0x12345:00"}) {
    EXPECT_EQ(ErrorsOf(CaseWith("<connection request-extensions='" + std::string(bad) +
                                "'/>\n<expect client='ended'/>"))
                  .size(),
              1u)
        << bad;
  }
}

}  // namespace
}  // namespace shakedown::scenario
