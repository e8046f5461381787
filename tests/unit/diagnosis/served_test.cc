#include "diagnosis/served.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/served.h"

namespace shakedown::diagnosis {
namespace {

using attempt::Phase;
using attempt::Side;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using tls::AlertDescription;
using namespace testing_support;  // NOLINT: stories

ServedDiagnosis Of(ServedStory& story, const attempt::IdentityFacts* expected = nullptr) {
  ServedCase served;
  served.connection = &story.connection();
  served.identity = expected;
  served.identity_expected = expected != nullptr;
  return DiagnoseServed(served);
}

std::vector<std::string> Reasons(const ServedDiagnosis& diagnosis) {
  std::vector<std::string> ids;
  for (const Finding& reason : diagnosis.reasons) ids.push_back(reason.id);
  return ids;
}

ServedStory GoSaysNothing(const std::vector<std::string>& names) {
  ServedStory story(GoHello());
  story.Asks(names).PresentsNothing().Through().Requests("Go-http-client/1.1", 400);
  return story;
}

TEST(Served, SeesACertificateThatHolds) {
  ServedStory story(CurlHello());
  story.Asks({"CN=Root A"}).Presents({Leaf("CN=alice", "CN=Root A")}).Through().Checked({});
  const ServedDiagnosis diagnosis = Of(story);
  EXPECT_EQ(diagnosis.outcome, ServedOutcome::kPresented);
  EXPECT_THAT(diagnosis.reasons, IsEmpty());
  EXPECT_THAT(diagnosis.summary, HasSubstr("CN=alice"));
}

TEST(Served, ListsEverythingThatIsWrongWithAChain) {
  ServedStory story(CurlHello());
  attempt::PathCheck path;
  path.findings = {{attempt::PathProblem::kExpired, 0, "expired at noon"},
                   {attempt::PathProblem::kWrongPurpose, 0, "not for clients"},
                   {attempt::PathProblem::kUnknownIssuer, 0, "nobody knows CN=Root B"}};
  story.Asks({"CN=Root A"}).Presents({Leaf("CN=alice", "CN=Root B")}).Through().Checked(path);
  const ServedDiagnosis diagnosis = Of(story);
  EXPECT_EQ(diagnosis.outcome, ServedOutcome::kUnfit);
  EXPECT_THAT(Reasons(diagnosis),
              testing::ElementsAre("certificate.expired", "certificate.wrong-purpose",
                                   "certificate.untrusted-issuer"));
}

TEST(Served, SaysThatAStackWithoutAFilterHasNoCertificate) {
  ServedStory story(CurlHello());
  story.Asks({"CN=Root A"}).PresentsNothing().Through().Requests("curl/7.88.1", 400);
  const ServedDiagnosis diagnosis = Of(story);
  EXPECT_EQ(diagnosis.outcome, ServedOutcome::kNothing);
  ASSERT_FALSE(diagnosis.reasons.empty());
  EXPECT_EQ(diagnosis.reasons[0].id, "client.no-identity");
  EXPECT_EQ(diagnosis.reasons[0].certainty, Certainty::kLikely);
  EXPECT_THAT(Reasons(diagnosis), Not(Contains("client.issuer-not-listed")));
}

TEST(Served, NamesTheListThatAFilteringStackGoesBy) {
  ServedStory story = GoSaysNothing({"CN=Root A", "CN=Root B"});
  const ServedDiagnosis diagnosis = Of(story);
  EXPECT_EQ(diagnosis.reasons[0].id, "client.issuer-not-listed");
  EXPECT_THAT(diagnosis.reasons[0].summary,
              testing::AllOf(HasSubstr("Go"), HasSubstr("CN=Root A"), HasSubstr("CN=Root B")));
  EXPECT_EQ(diagnosis.reasons[0].certainty, Certainty::kPossible);
  EXPECT_THAT(Reasons(diagnosis), Contains("client.no-identity"));
  EXPECT_EQ(diagnosis.experiments[0].variation, Variation::kEmptyList);
}

TEST(Served, IsExactWithTheClientsCertificate) {
  ServedStory story = GoSaysNothing({"CN=Root A"});
  const attempt::IdentityFacts mallory = Mallory();
  const ServedDiagnosis diagnosis = Of(story, &mallory);
  ASSERT_EQ(diagnosis.reasons.size(), 1u);
  EXPECT_EQ(diagnosis.reasons[0].id, "client.issuer-not-listed");
  EXPECT_EQ(diagnosis.reasons[0].certainty, Certainty::kCertain);
}

TEST(Served, DoesNotTakeOneOddStackOfManyForAProof) {
  // OpenSSL's strict flag withholds in TLS 1.3 what all its other clients send.
  ServedStory story(CurlHello());
  story.Asks({"CN=Root A"}).PresentsNothing().Through();
  const attempt::IdentityFacts alice = Identity({Leaf("CN=alice", "CN=Root A")});
  const ServedDiagnosis diagnosis = Of(story, &alice);
  EXPECT_GT(diagnosis.clients.size(), 3u);
  EXPECT_EQ(diagnosis.reasons[0].id, "client.no-identity");
  EXPECT_THAT(Reasons(diagnosis), Not(Contains("client.withheld")));
}

TEST(Served, DoubtsThatTheClientHasACertificateThatItWouldHaveSent) {
  ServedStory story = GoSaysNothing({"CN=Root A"});
  const attempt::IdentityFacts alice = Identity({Leaf("CN=alice", "CN=Root A")});
  const ServedDiagnosis diagnosis = Of(story, &alice);
  EXPECT_EQ(diagnosis.reasons[0].id, "client.no-identity");
  EXPECT_EQ(diagnosis.reasons[0].certainty, Certainty::kLikely);
}

TEST(Served, SeesThatNoAlgorithmFits) {
  ServedStory story(GoHello());
  story.Asks({}, {0x0804}).PresentsNothing().Through().Requests("Go-http-client/1.1", 400);
  const ServedDiagnosis diagnosis = Of(story);
  EXPECT_THAT(Reasons(diagnosis), Contains("client.key-not-accepted"));
  EXPECT_EQ(diagnosis.experiments[0].variation, Variation::kAllSchemes);
}

TEST(Served, ReadsAnAbortAsAKeyThatDoesNotFit) {
  ServedStory story(ChromiumHello());
  story.Asks({"CN=Root A"}, {0x0403})
      .Alert(Side::kClient, AlertDescription::kHandshakeFailure)
      .Closes();
  const ServedDiagnosis diagnosis = Of(story);
  EXPECT_EQ(diagnosis.outcome, ServedOutcome::kEnded);
  EXPECT_EQ(diagnosis.reasons[0].id, "client.key-not-accepted");
}

TEST(Served, KnowsThatBrowsersCloseToChoose) {
  ServedStory story(ChromiumHello());
  story.Asks({"CN=Root A"}).Closes();
  ServedDiagnosis diagnosis = Of(story);
  EXPECT_EQ(diagnosis.reasons[0].id, "client.withheld");
  EXPECT_THAT(diagnosis.reasons[0].summary, HasSubstr("second connection"));
  ServedCase again;
  again.connection = &story.connection();
  again.closed_before = 1;
  diagnosis = DiagnoseServed(again);
  EXPECT_THAT(diagnosis.reasons[0].summary, HasSubstr("chooser"));
}

TEST(Served, KnowsThatPreflightsGoWithoutCredentials) {
  ServedStory story(FirefoxHello());
  story.Asks({"CN=Root A"}).PresentsNothing().Through().Requests("Firefox/153.0", 400, "OPTIONS");
  story.connection().http->preflight = true;
  EXPECT_THAT(Of(story).reasons[0].summary, HasSubstr("preflight"));
}

TEST(Served, TellsThatTheClientDistrustsTheServer) {
  ServedStory story(CurlHello());
  story.Asks({"CN=Root A"}).Alert(Side::kClient, AlertDescription::kUnknownCa).Closes();
  const ServedDiagnosis diagnosis = Of(story);
  EXPECT_EQ(diagnosis.outcome, ServedOutcome::kDistrusts);
  EXPECT_EQ(diagnosis.reasons[0].id, "server-certificate.untrusted");
}

TEST(Served, SeesThatTheProofDoesNotFit) {
  ServedStory story(CurlHello());
  story.Asks({})
      .Presents({Leaf("CN=alice", "CN=Root A")})
      .Alert(Side::kServer, AlertDescription::kDecryptError);
  const ServedDiagnosis diagnosis = Of(story);
  EXPECT_EQ(diagnosis.outcome, ServedOutcome::kUnfit);
  EXPECT_EQ(diagnosis.reasons[0].id, "certificate.proof-failed");
}

TEST(Served, SaysWhyNobodyAsked) {
  ServedStory story(CurlHello());
  story.ServerHello().Through();
  EXPECT_EQ(Of(story).outcome, ServedOutcome::kNotAsked);
  EXPECT_THAT(Reasons(Of(story)), Contains("server.no-request"));
  ServedStory late(GoHello());
  late.ServerHello().Through().Requests("Go-http-client/1.1", 403);
  late.connection().late = true;
  EXPECT_THAT(Reasons(Of(late)), Contains("server.late-request"));
}

TEST(Served, TellsWhatIsNoHandshake) {
  ServedStory version(GoHello());
  version.Alert(Side::kServer, AlertDescription::kProtocolVersion);
  EXPECT_EQ(Of(version).outcome, ServedOutcome::kNoHandshake);
  EXPECT_THAT(Reasons(Of(version)), Contains("path.no-common-version"));
  attempt::ServedConnection plain;
  plain.trace.events.push_back({{}, attempt::NotTls{{'G', 'E', 'T'}}});
  ServedCase served;
  served.connection = &plain;
  EXPECT_EQ(DiagnoseServed(served).outcome, ServedOutcome::kNotTls);
  plain.trace.events.clear();
  EXPECT_EQ(DiagnoseServed(served).outcome, ServedOutcome::kSilent);
}

TEST(Served, BlamesAnEmptyListForALeafThatChromiumSendsAlone) {
  ServedStory story(ChromiumHello());
  attempt::PathCheck path;
  path.findings = {{attempt::PathProblem::kUnknownIssuer, 0, "nobody knows CN=Issuing"}};
  story.Asks({}).Presents({Leaf("CN=alice", "CN=Issuing")}).Through().Checked(path);
  EXPECT_THAT(Reasons(Of(story)), Contains("server.empty-ca-list"));
}

TEST(Served, ExplainsWithBothRequestsAtHand) {
  ServedStory story = GoSaysNothing({"CN=Root A"});
  const auto requests = attempt::CertificateRequests(story.connection().trace);
  const std::vector<ClientFit> go = FitClients(GoHello(), nullptr);
  const Finding known = ExplainWithheld(*requests[0].request, Mallory(), go, Variation::kEmptyList);
  EXPECT_EQ(known.id, "client.issuer-not-listed");
  EXPECT_EQ(known.certainty, Certainty::kCertain);
  const Finding unknown =
      ExplainWithheld(*requests[0].request, Mallory(), {}, Variation::kEmptyList);
  EXPECT_EQ(unknown.id, "client.issuer-not-listed");
  EXPECT_EQ(unknown.certainty, Certainty::kLikely);
}

TEST(Served, HasNamesThatCanBeReadBack) {
  EXPECT_EQ(ServedOutcomeFromName("nothing"), ServedOutcome::kNothing);
  EXPECT_EQ(ServedOutcomeFromName("no-handshake"), ServedOutcome::kNoHandshake);
  EXPECT_EQ(ServedOutcomeFromName("else"), std::nullopt);
}

}  // namespace
}  // namespace shakedown::diagnosis
