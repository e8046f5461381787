#include "scenario/check_damage.h"

#include <gmock/gmock.h>

#include "scenario/loader.h"

namespace shakedown::scenario {
namespace {

using testing::HasSubstr;

LoadedSuite Load(const std::string& damage) {
  return ParseSuite(
      "<suite xmlns=\"urn:shakedown:suite:1\" name=\"s\">\n"
      "<scenario id=\"a\"><handshake>" +
          damage + "</handshake><expect outcome=\"refused\"/></scenario></suite>",
      "s.xml");
}

std::string Problem(const std::string& damage) {
  const LoadedSuite loaded = Load(damage);
  return loaded.errors.empty() ? "" : loaded.errors.front().Text();
}

TEST(check_damage, TakesWhatCanBeDone) {
  const LoadedSuite loaded = Load(
      "<damage message=\"certificate-verify\" flip-bit=\"7\"/>"
      "<damage message=\"certificate\" omit=\"yes\"/>");
  ASSERT_TRUE(loaded.ok()) << loaded.errors.front().Text();
  const auto& damages = loaded.suite.scenarios[0].handshakes[0].damages;
  ASSERT_EQ(damages.size(), 2U);
  EXPECT_EQ(damages[0].operation, "flip-bit");
  EXPECT_EQ(damages[0].argument, "7");
  EXPECT_EQ(damages[1].operation, "omit");
  EXPECT_EQ(damages[1].argument, "");
}

TEST(check_damage, TakesTheTimeBesides) {
  const LoadedSuite loaded =
      Load("<damage message=\"certificate\" when=\"post-handshake\" unasked=\"yes\"/>");
  ASSERT_TRUE(loaded.ok());
  EXPECT_EQ(loaded.suite.scenarios[0].handshakes[0].damages[0].when, "post-handshake");
  EXPECT_THAT(Problem("<damage message=\"certificate\" unasked=\"yes\"/>"),
              HasSubstr("when=post-handshake"));
  EXPECT_THAT(
      Problem("<damage message=\"client-hello\" when=\"post-handshake\" split-records=\"1\"/>"),
      HasSubstr("cannot be done after the handshake"));
}

TEST(check_damage, NamesWhatCannot) {
  EXPECT_THAT(Problem("<damage message=\"certificate\"/>"), HasSubstr("does nothing"));
  EXPECT_THAT(Problem("<damage message=\"certificate\" omit=\"no\"/>"), HasSubstr("does nothing"));
  EXPECT_THAT(Problem("<damage message=\"certificate\" omit=\"yes\" append=\"00\"/>"),
              HasSubstr("does one thing"));
  EXPECT_THAT(Problem("<damage message=\"certificate\" scheme=\"ecdsa_sha1\"/>"),
              HasSubstr("cannot be done to certificate"));
  EXPECT_THAT(Problem("<damage message=\"certificate\" append=\"0\"/>"), HasSubstr("is hex"));
  EXPECT_THAT(Problem("<damage message=\"certificate\" replace-with=\"ecdsa-zero\"/>"),
              HasSubstr("zero-entry"));
  EXPECT_THAT(Problem("<damage message=\"server-hello\" omit=\"yes\"/>"),
              HasSubstr("is not a message that can be damaged"));
}

}  // namespace
}  // namespace shakedown::scenario
