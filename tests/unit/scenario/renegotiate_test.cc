// <renegotiate>, and how its end is compared.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenario/loader.h"
#include "scenario/match.h"

namespace shakedown::scenario {
namespace {

using testing::HasSubstr;

LoadedSuite Parse(const std::string& handshake, const std::string& at = "") {
  return ParseSuite(
      "<suite xmlns=\"urn:shakedown:suite:1\" name=\"s\"><variable name=\"gate\" "
      "default=\"gate.test\"/><identities><identity id=\"b\" mint=\"good\"/></identities>"
      "<scenario id=\"a\">" +
          handshake + "<expect outcome=\"refused\">" + at + "</expect></scenario></suite>",
      "s.xml");
}

TEST(Renegotiate, IsReadWithItsVariables) {
  const LoadedSuite loaded = Parse(
      "<handshake><further-request/><renegotiate after=\"1\" identity=\"b\" sni=\"${gate}\"/>"
      "</handshake>");
  ASSERT_TRUE(loaded.ok()) << loaded.errors.front().Text();
  const HandshakeModel& handshake = loaded.suite.scenarios.front().handshakes.front();
  ASSERT_TRUE(handshake.renegotiation);
  EXPECT_EQ(handshake.renegotiation->after, "1");
  EXPECT_EQ(handshake.renegotiation->identity, "b");
  const Result<HandshakeModel> substituted = Substituted(handshake, {{"gate", "gate.test"}});
  ASSERT_TRUE(substituted);
  EXPECT_EQ(substituted->renegotiation->sni, "gate.test");
}

TEST(Renegotiate, AbsentAndEmptyNamesAreNotTheSame) {
  const auto sni = [](const std::string& element) {
    return Parse("<handshake>" + element + "</handshake>")
        .suite.scenarios.front()
        .handshakes.front()
        .renegotiation->sni;
  };
  EXPECT_EQ(sni("<renegotiate/>"), std::nullopt);
  EXPECT_EQ(sni("<renegotiate sni=\"\"/>"), "");
}

TEST(Renegotiate, IsRefusedWhereItMakesNoSense) {
  for (const auto& [handshake, problem] :
       {std::pair("<handshake request=\"no\"><renegotiate/></handshake>",
                  "<renegotiate> does not go with request='no'"),
        std::pair("<handshake><renegotiate/><renegotiate/></handshake>", "a second <renegotiate>"),
        std::pair("<handshake><renegotiate identity=\"c\"/></handshake>", "no identity 'c'"),
        std::pair("<handshake><renegotiate after=\"ten\"/></handshake>", "0 to 9")}) {
    const LoadedSuite loaded = Parse(handshake);
    ASSERT_FALSE(loaded.errors.empty()) << handshake;
    EXPECT_THAT(loaded.errors.front().Text(), HasSubstr(problem));
  }
}

class RenegotiationEnd : public testing::Test {
 protected:
  /// Whether an end of this kind, or none, is one of `expected`.
  static bool Met(const std::string& expected, std::optional<attempt::Renegotiated::How> how) {
    Expectation expectation;
    expectation.renegotiation = {expected};
    std::vector<attempt::Attempt> attempts(1);
    if (how) attempts[0].trace.events.push_back({{}, attempt::Renegotiated{*how}});
    const std::vector<diagnosis::Diagnosis> diagnoses(1);
    const auto results =
        Match(std::span(&expectation, 1), {.attempts = attempts, .diagnoses = diagnoses});
    EXPECT_EQ(results.size(), 1U);
    return results.size() == 1 && results[0].met;
  }
};

TEST_F(RenegotiationEnd, IsComparedByItsWord) {
  using How = attempt::Renegotiated::How;
  EXPECT_TRUE(Met("none", std::nullopt));
  EXPECT_FALSE(Met("refused", std::nullopt));
  EXPECT_TRUE(Met("refused", How::kRefused));
  EXPECT_FALSE(Met("refused", How::kBegun));
  EXPECT_TRUE(Met("done", How::kDone));
  EXPECT_TRUE(Met("impossible", How::kImpossible));
  const LoadedSuite loaded = Parse("<handshake/>", "<at renegotiation=\"refused dne\"/>");
  ASSERT_FALSE(loaded.errors.empty());
  EXPECT_THAT(loaded.errors.front().Text(), HasSubstr("did you mean 'done'?"));
}

}  // namespace
}  // namespace shakedown::scenario
