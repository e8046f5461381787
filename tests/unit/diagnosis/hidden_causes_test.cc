#include "diagnosis/diagnosis.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "diagnosis/probe.h"
#include "tests/unit/diagnosis/expect_diagnosis.h"

namespace shakedown::diagnosis {
namespace {

using attempt::Attempt;
using attempt::PathProblem;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using namespace testing_support;

attempt::IdentityFacts Stranger() {
  attempt::IdentityFacts facts = Identity({SelfSigned("CN=throw-away")});
  facts.throwaway = true;
  return facts;
}

Story Presenting(const attempt::IdentityFacts& identity) {
  return Story::Tls13().As(identity).Asks().Presents();
}

attempt::IdentityFacts LeafOfAnUnknownIntermediate() {
  return Identity({Leaf("CN=alice", "CN=Sub CA")});
}

// ---- servers without words ---------------------------------------------------------------------

TEST(Guess, SilenceIsAboutTheCertificateIfAStrangerMetTheSame) {
  const Attempt closed = Presenting(Alice(2)).Requests().Closes();
  const Diagnosis alone = Explain(closed);
  EXPECT_EQ(Verdict(alone), "path.closed-without-reason (likely)");
  EXPECT_THAT(alone.alternatives, IsEmpty());

  const Diagnosis compared = Explain({closed, Presenting(Stranger()).Requests().Closes()});
  EXPECT_EQ(Verdict(compared), "path.closed-without-reason (likely)");
  for (const char* id : {"certificate.too-deep", "certificate.revoked",
                         "certificate.revocation-unknown", "certificate.untrusted-issuer"}) {
    ASSERT_NE(Alternative(compared, id), nullptr) << id;
    EXPECT_EQ(Alternative(compared, id)->certainty, Certainty::kPossible) << id;
  }
}

TEST(Guess, StrangerThatMeetsSomethingElseSaysNothingAboutSilence) {
  const Diagnosis diagnosis =
      Explain({Presenting(Alice(2)).Requests().Closes(), Presenting(Stranger()).Alert(48)});
  EXPECT_EQ(Alternative(diagnosis, "certificate.revoked"), nullptr);
}

TEST(Guess, SilentServerLeavesAMissingLinkPossible) {
  const std::vector<Attempt> attempts = {
      Presenting(LeafOfAnUnknownIntermediate()).Requests().Closes(),
      Presenting(Stranger()).Requests().Closes()};
  const Diagnosis diagnosis = Explain(attempts);
  EXPECT_EQ(Verdict(diagnosis), "certificate.untrusted-issuer (likely)");
  EXPECT_NE(Alternative(diagnosis, "certificate.missing-intermediate"), nullptr);
  EXPECT_THAT(NextSteps(diagnosis, attempts), Contains(HasSubstr("'CN=Sub CA'")));
}

TEST(Guess, ForbiddenThatStrangersGetAsWellIsNoWordOfTheApplication) {
  const Attempt forbidden = Presenting(Alice(2)).Ticket().Replies(403, "Forbidden");
  EXPECT_EQ(Verdict(Explain(forbidden)), "certificate.not-authorised (likely)");
  const Diagnosis compared =
      Explain({forbidden, Presenting(Stranger()).Ticket().Replies(403, "Forbidden")});
  EXPECT_EQ(Verdict(compared), "certificate.too-deep (possible)");
  EXPECT_NE(Alternative(compared, "certificate.not-authorised"), nullptr);
  EXPECT_NE(Alternative(compared, "certificate.revoked"), nullptr);
}

// ---- servers that list nothing ------------------------------------------------------------------

TEST(Guess, OneWordOfAServerWithoutNamesMayMeanAnUnknownIssuer) {
  attempt::IdentityFacts whole = Mallory();
  whole.chain.push_back(SelfSigned("CN=Unknown Root"));
  const Diagnosis diagnosis =
      Explain(Story::Tls13().As(whole).Asks({}, Hand::kGnuTls).Presents().Alert(49));
  EXPECT_EQ(Verdict(diagnosis), "certificate.untrusted-issuer (possible)");
}

// ---- the server's own files ---------------------------------------------------------------------

TEST(ServerMisconfiguredTrust, TrustFileThatStopsAtAnIntermediateIsAtFault) {
  attempt::IdentityFacts identity = Alice(1);
  const attempt::IdentityFacts checked =
      Checked(identity, {{PathProblem::kIncompleteTrust, 1, "the root is not in the file"}});
  const Diagnosis diagnosis =
      Explain(Story::Tls13().As(checked).Asks({"CN=Sub CA 1"}).Presents().Ticket().NginxBad());
  EXPECT_EQ(diagnosis.cause.id, "server.misconfigured-trust");
  EXPECT_GE(diagnosis.cause.certainty, Certainty::kLikely);
  EXPECT_THAT(AllText(diagnosis.cause), HasSubstr("the root is not in the file"));
  EXPECT_THAT(diagnosis.cause.fixes, Not(IsEmpty()));
}

TEST(CertificateRevocationUnknown, ListAtHandThatFailsTheChainIsNearerThanAnUnseenLimit) {
  const attempt::IdentityFacts checked =
      Checked(Alice(2), {{PathProblem::kCrlMissing, 0, "no list of CN=Sub CA 2"}});
  const Diagnosis by_alert = Explain(Presenting(checked).Alert(48));
  EXPECT_EQ(Verdict(by_alert), "certificate.revocation-unknown (likely)");
  EXPECT_NE(Alternative(by_alert, "certificate.too-deep"), nullptr);
  // A server that has one page for both: its default limit refuses this chain in any case.
  const Diagnosis by_page = Explain(Presenting(checked).Ticket().NginxBad());
  EXPECT_EQ(Verdict(by_page), "certificate.too-deep (likely)");
  EXPECT_NE(Alternative(by_page, "certificate.revocation-unknown"), nullptr);
}

// ---- fronts -------------------------------------------------------------------------------------

TEST(Accepted, FrontThatCouldNotReachItsBackendIsNotTheLastWord) {
  const std::vector<Attempt> attempts = {Story().Finishes().Replies(503, "Service Unavailable")};
  const Diagnosis diagnosis = Explain(attempts);
  EXPECT_EQ(Verdict(diagnosis), "accepted (likely)");
  EXPECT_NE(Alternative(diagnosis, "path.tls-terminated"), nullptr);
  EXPECT_EQ(Alternative(diagnosis, "server.no-request"), nullptr);
  EXPECT_THAT(NextSteps(diagnosis, attempts), Contains(HasSubstr("behind the front")));
}

}  // namespace
}  // namespace shakedown::diagnosis
