#include "diagnosis/place.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/diagnosis/expect_diagnosis.h"

namespace shakedown::diagnosis {
namespace {

using attempt::Attempt;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using namespace testing_support;

attempt::ClientPlace Go(const std::string& cause) {
  attempt::ClientPlace place;
  place.id = "go";
  place.name = "Go crypto/tls";
  place.because = "It compares names and finds none, so it sends no certificate.";
  place.cause = cause;
  return place;
}

Attempt Withheld(const attempt::IdentityFacts& identity, attempt::ClientPlace place) {
  Attempt attempt = Story::Tls13().As(identity).Asks().PresentsNothing().NginxMissing();
  attempt.as = std::move(place);
  return attempt;
}

TEST(TakePlace, OwnRuleOfTheClientIsCertain) {
  attempt::IdentityFacts whole = Mallory();
  whole.chain.push_back(SelfSigned("CN=Unknown Root"));
  const Diagnosis diagnosis = Explain(Withheld(whole, Go("client.issuer-not-listed")));
  EXPECT_EQ(Verdict(diagnosis), "client.issuer-not-listed (certain)");
  EXPECT_THAT(diagnosis.cause.explanation, HasSubstr("It compares names"));
  EXPECT_THAT(diagnosis.notes, IsEmpty());
}

TEST(TakePlace, ChainThatEndsInTheAirMayLackALinkInstead) {
  const Diagnosis diagnosis = Explain(Withheld(Mallory(), Go("client.issuer-not-listed")));
  EXPECT_EQ(Verdict(diagnosis), "client.issuer-not-listed (likely)");
  EXPECT_NE(Alternative(diagnosis, "client.chain-gap"), nullptr);
}

TEST(TakePlace, RulesKnownFromDocumentsAreOnlyLikely) {
  attempt::ClientPlace place = Go("client.issuer-not-listed");
  place.founded = false;
  EXPECT_EQ(Verdict(Explain(Withheld(Mallory(), place))), "client.issuer-not-listed (likely)");
}

TEST(TakePlace, CauseThatNoRuleSeesIsToldAllTheSame) {
  const Diagnosis diagnosis = Explain(Withheld(Alice(), Go("client.chain-gap")));
  EXPECT_EQ(Verdict(diagnosis), "client.chain-gap (certain)");
  EXPECT_NE(Alternative(diagnosis, "client.withheld"), nullptr);
}

TEST(TakePlace, ClientThatEndsTheHandshakeIsRefusedByItself) {
  Attempt attempt = Story::Tls13().As(Alice()).Asks().Presents().Replies(200);
  attempt.as = Go("client.key-not-accepted");
  attempt.as->aborts = true;
  const Diagnosis diagnosis = Explain(attempt);
  EXPECT_EQ(diagnosis.outcome, Outcome::kRefused);
  EXPECT_EQ(Verdict(diagnosis), "client.key-not-accepted (likely)");
  EXPECT_THAT(diagnosis.observed, HasSubstr("not carried out"));
}

TEST(TakePlace, NothingChangesWithoutAClient) {
  Attempt attempt = Withheld(Mallory(), {});
  attempt.as.reset();
  const Diagnosis diagnosis = Explain(attempt);
  EXPECT_EQ(Verdict(diagnosis), "client.issuer-not-listed (likely)");
  EXPECT_THAT(diagnosis.notes, IsEmpty());
}

TEST(TakePlace, OptionalGateLetsTheSilentClientIn) {
  Attempt attempt = Story::Tls13().As(Mallory()).Asks().PresentsNothing().Replies(200);
  attempt.as = Go("client.issuer-not-listed");
  const Diagnosis diagnosis = Explain(attempt);
  EXPECT_EQ(diagnosis.outcome, Outcome::kAccepted);
  EXPECT_THAT(diagnosis.notes, testing::ElementsAre(HasSubstr("in the place of Go crypto/tls")));
}

}  // namespace
}  // namespace shakedown::diagnosis
