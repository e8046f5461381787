// <further-request>: one more request on the connection of a handshake.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenario/loader.h"

namespace shakedown::scenario {
namespace {

using testing::HasSubstr;

LoadedSuite Parse(const std::string& handshake) {
  return ParseSuite(
      "<suite xmlns=\"urn:shakedown:suite:1\" name=\"s\"><variable name=\"gate\" "
      "default=\"gate.test\"/><scenario id=\"a\">" +
          handshake + "<expect outcome=\"refused\"/></scenario></suite>",
      "s.xml");
}

TEST(FurtherRequest, IsReadInOrderWithItsVariables) {
  const LoadedSuite loaded = Parse(
      "<handshake host=\"open.test\"><header name=\"X-A\" value=\"1\"/>"
      "<further-request host=\"${gate}\" path=\"/x\" method=\"HEAD\"/><further-request/>"
      "</handshake>");
  ASSERT_TRUE(loaded.ok()) << loaded.errors.front().Text();
  const HandshakeModel& handshake = loaded.suite.scenarios.front().handshakes.front();
  ASSERT_EQ(handshake.further_requests.size(), 2U);
  EXPECT_EQ(handshake.further_requests[0].host, "${gate}");
  EXPECT_EQ(handshake.further_requests[1].host, "");
  const Result<HandshakeModel> substituted = Substituted(handshake, {{"gate", "gate.test"}});
  ASSERT_TRUE(substituted);
  EXPECT_EQ(substituted->further_requests[0].host, "gate.test");
  EXPECT_EQ(substituted->further_requests[0].path, "/x");
  EXPECT_EQ(substituted->further_requests[0].method, "HEAD");
}

TEST(FurtherRequest, IsCheckedAgainOnceItsVariablesHaveValues) {
  const LoadedSuite loaded = Parse("<handshake><further-request path=\"${gate}\"/></handshake>");
  ASSERT_TRUE(loaded.ok());
  const HandshakeModel& handshake = loaded.suite.scenarios.front().handshakes.front();
  const Result<HandshakeModel> substituted = Substituted(handshake, {{"gate", "no path"}});
  ASSERT_FALSE(substituted);
  EXPECT_THAT(substituted.error().Text(), HasSubstr("<further-request>"));
}

TEST(FurtherRequest, IsRefusedWhereItMakesNoSense) {
  for (const auto& [handshake, problem] :
       {std::pair("<handshake request=\"no\"><further-request/></handshake>",
                  "<further-request> does not go with request='no'"),
        std::pair("<handshake><further-request/><header name=\"a\" value=\"\"/></handshake>",
                  "header"),
        std::pair("<handshake><further-request sni=\"a.test\"/></handshake>",
                  "has no attribute 'sni'"),
        std::pair("<handshake><further-request host=\"${gat}\"/></handshake>", "gat"),
        std::pair("<handshake><further-request path=\"x\"/></handshake>", "path")}) {
    const LoadedSuite loaded = Parse(handshake);
    ASSERT_FALSE(loaded.errors.empty()) << handshake;
    EXPECT_THAT(loaded.errors.front().Text(), HasSubstr(problem));
  }
}

}  // namespace
}  // namespace shakedown::scenario
