// What the recordings do not cover: causes, texts, and the conditions around a request.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "diagnosis/client_profile.h"
#include "diagnosis/client_profile_exceptions.h"
#include "tests/unit/diagnosis/recorded_clients.h"

namespace shakedown::diagnosis {
namespace {

using testing::AllOf;
using testing::HasSubstr;

RecordedCase Case(const std::string& name, const std::string& tls = "13") {
  return FromVectorCase(RecordedClients().at("vector_cases").at(name), tls);
}

ClientPrediction PredictAs(std::string_view id, const ClientSituation& situation) {
  return Predict(*FindClientProfile(id), situation);
}

ClientPrediction PredictAs(std::string_view id, const RecordedCase& met) {
  return PredictAs(id, met.Situation());
}

TEST(ClientProfilePredict, UnlistedIssuerIsNamedWithTheList) {
  const ClientPrediction go = PredictAs("go", Case("nomatch"));
  EXPECT_EQ(go.action, ClientAction::kSendsNone);
  EXPECT_EQ(go.cause, "client.issuer-not-listed");
  EXPECT_THAT(go.because, AllOf(HasSubstr("octet by octet"), HasSubstr("'CN=Unrelated CA'"),
                                HasSubstr("'CN=Issuing CA'"), HasSubstr("no certificate")));
}

TEST(ClientProfilePredict, OtherEncodingOfAListedNameIsAnEncodingProblemToByteComparersOnly) {
  const RecordedCase met = Case("name_printable");
  EXPECT_EQ(PredictAs("go", met).cause, "client.name-encoding");
  EXPECT_EQ(PredictAs("firefox-desktop", met).cause, "client.name-encoding");
  EXPECT_EQ(PredictAs("java-sunx509", met).action, ClientAction::kSends);
  EXPECT_EQ(PredictAs("curl-openssl", met).action, ClientAction::kSends);
}

TEST(ClientProfilePredict, UnpublishedComparisonIsNotGuessed) {
  EXPECT_EQ(PredictAs("safari", Case("name_printable")).action, ClientAction::kUnknown);
  EXPECT_EQ(PredictAs("schannel-auto", Case("name_printable")).action, ClientAction::kUnknown);
  EXPECT_EQ(PredictAs("schannel-auto", Case("match_issuer")).action, ClientAction::kSends);
}

TEST(ClientProfilePredict, LinkOutsideTheFileIsAChainGapToFileClientsOnly) {
  const RecordedCase met = Case("root_listed_leafonly_int_trusted");
  const ClientPrediction go = PredictAs("go", met);
  EXPECT_EQ(go.cause, "client.chain-gap");
  EXPECT_THAT(go.because, HasSubstr("'CN=Recorded Root' is listed"));
  const ClientPrediction firefox = PredictAs("firefox-desktop", met);
  EXPECT_EQ(firefox.action, ClientAction::kAsksUser);
  EXPECT_EQ(firefox.chain_length, 2);
}

TEST(ClientProfilePredict, MissingIntermediateFoundByThePathCheckIsAChainGap) {
  RecordedCase met = Case("root_listed_leafonly");
  EXPECT_EQ(PredictAs("go", met).cause, "client.issuer-not-listed");
  met.identity = testing_support::Checked(
      met.identity, {{attempt::PathProblem::kMissingIntermediate, 0, "CN=Issuing CA"}});
  EXPECT_EQ(PredictAs("go", met).cause, "client.chain-gap");
}

TEST(ClientProfilePredict, KeyAndSignaturesHaveCausesOfTheirOwn) {
  EXPECT_EQ(PredictAs("curl-openssl", Case("sig_ecdsa_only")).cause, "client.key-not-accepted");
  EXPECT_EQ(PredictAs("gnutls-auto", Case("sig_ecdsa_only")).cause, "client.key-not-accepted");
  EXPECT_EQ(PredictAs("java-pkix", Case("sig_rsa_pss512_only")).cause,
            "client.chain-signature-not-accepted");
  EXPECT_EQ(PredictAs("curl-openssl", FromSpecialCase("sigcert_ecdsa_only_rsaleaf")).cause,
            "client.chain-signature-not-accepted");
  EXPECT_EQ(PredictAs("java-sunx509", FromSpecialCase("sigcert_rsa_only_ecleaf")).cause,
            "client.withheld");
}

TEST(ClientProfilePredict, HiddenCertificatesAreWithheld) {
  const ClientPrediction expired = PredictAs("firefox-desktop", Case("expired"));
  EXPECT_EQ(expired.cause, "client.withheld");
  EXPECT_THAT(expired.because, HasSubstr("expired on 2026-02-01"));
  RecordedCase early = Case("match_issuer");
  early.identity.chain[0].not_before = *ParseUtc("2027-01-01T00:00:00Z");
  EXPECT_THAT(PredictAs("firefox-desktop", early).because, HasSubstr("not valid before 2027"));
}

TEST(ClientProfilePredict, WithoutAClockNothingIsExpired) {
  const RecordedCase met = Case("expired");
  ClientSituation situation = met.Situation();
  situation.now.reset();
  EXPECT_EQ(PredictAs("firefox-desktop", situation).action, ClientAction::kAsksUser);
}

TEST(ClientProfilePredict, QuirksOfOldVersionsDoNotCountForNewOnes) {
  const RecordedCase met = FromSpecialCase("sig_pss_rsae_only_rsaleaf");
  ClientSituation situation = met.Situation();
  EXPECT_EQ(PredictAs("gnutls-auto", situation).outcome, "empty_certificate");
  situation.client_version = "3.7.9";
  EXPECT_EQ(PredictAs("gnutls-auto", situation).outcome, "empty_certificate");
  situation.client_version = "3.8.13";
  EXPECT_EQ(PredictAs("gnutls-auto", situation).outcome, "leaf_and_intermediates");
}

TEST(ClientProfilePredict, LateRequestsDependOnTheSwitch) {
  const RecordedCase met = Case("pha");
  ClientSituation situation = met.Situation();
  EXPECT_EQ(PredictAs("python-ssl", situation).outcome, "not_offered");
  situation.late_requests_enabled = true;
  const ClientPrediction on = PredictAs("python-ssl", situation);
  EXPECT_EQ(on.action, ClientAction::kSends);
  EXPECT_THAT(on.because, HasSubstr("SSLContext.post_handshake_auth"));
  EXPECT_EQ(PredictAs("go", situation).cause, "server.late-request");
  situation.late_requests_enabled = false;
  EXPECT_EQ(PredictAs("openssl-s_client", situation).outcome, "not_offered");
}

TEST(ClientProfilePredict, Http2LeavesRoomForRequestsInTheHandshakeOnly) {
  const RecordedCase late = Case("reneg", "12");
  ClientSituation situation = late.Situation();
  EXPECT_EQ(PredictAs("chromium-linux", situation).action, ClientAction::kAsksUser);
  situation.http2 = true;
  const ClientPrediction refused = PredictAs("chromium-linux", situation);
  EXPECT_EQ(refused.outcome, "refused");
  EXPECT_THAT(refused.because, HasSubstr("HTTP/2"));
  situation.when = attempt::RequestTime::kHandshake;
  EXPECT_EQ(PredictAs("chromium-linux", situation).action, ClientAction::kAsksUser);
}

TEST(ClientProfilePredict, FatalRefusalOfARenegotiationIsAnAlert) {
  const ClientPrediction boring = PredictAs("boringssl-lib", Case("reneg", "12"));
  EXPECT_EQ(boring.action, ClientAction::kAborts);
  EXPECT_EQ(boring.alert, tls::AlertDescription::kNoRenegotiation);
}

TEST(ClientProfilePredict, SeveralIdentitiesAndNoNamesStopGnuTls) {
  const RecordedCase met = Case("empty_list");
  ClientSituation situation = met.Situation();
  EXPECT_EQ(PredictAs("gnutls-auto", situation).action, ClientAction::kSends);
  situation.identities = 2;
  const ClientPrediction none = PredictAs("gnutls-auto", situation);
  EXPECT_EQ(none.outcome, "empty_certificate");
  EXPECT_EQ(none.cause, "server.empty-ca-list");
  EXPECT_EQ(PredictAs("go", situation).action, ClientAction::kSends);
}

TEST(ClientProfilePredict, NoIdentityIsNoCertificateAndNeedsNoFacts) {
  const RecordedCase met = Case("match_issuer");
  ClientSituation situation = met.Situation();
  situation.identity = nullptr;
  for (const ProfilePrediction& one : PredictAll(situation)) {
    const ClientPrediction& prediction = one.prediction;
    if (prediction.action == ClientAction::kUnknown) continue;
    EXPECT_EQ(prediction.action, ClientAction::kSendsNone) << one.id;
    EXPECT_EQ(prediction.cause, "client.no-identity") << one.id;
  }
}

TEST(ClientProfilePredict, IdentityThatDoesNotLoadIsNotPredicted) {
  RecordedCase met = Case("match_issuer");
  met.identity.unusable = Error(ErrorCode::kPassphraseWrong, "the passphrase does not fit");
  const ClientPrediction prediction = PredictAs("curl-openssl", met);
  EXPECT_EQ(prediction.action, ClientAction::kUnknown);
  EXPECT_EQ(prediction.cause, "client.identity-unusable");
}

TEST(ClientProfilePredict, ApplicationsAnswerForThemselves) {
  EXPECT_EQ(PredictAs("apple-urlsession", Case("match_issuer")).action, ClientAction::kUnknown);
}

TEST(ClientProfilePredict, ProfilesOfOneVersionAreSilentInTheOther) {
  EXPECT_EQ(PredictAs("mbedtls-tls12", Case("match_issuer", "13")).action, ClientAction::kUnknown);
  EXPECT_EQ(PredictAs("mbedtls-tls13", Case("match_issuer", "12")).action, ClientAction::kUnknown);
  EXPECT_EQ(PredictAs("mbedtls-tls13", Case("match_issuer", "13")).action, ClientAction::kSends);
  EXPECT_EQ(PredictAs("mbedtls-tls13", Case("sig_ecdsa_only", "13")).outcome,
            "certificate_then_abort");
}

TEST(ClientProfilePredict, PlatformChainsLeaveTheRootOut) {
  RecordedCase met = Case("root_listed_chain");
  attempt::CertificateFacts root = testing_support::SelfSigned("CN=Recorded Root");
  met.identity.withheld.push_back(root);
  EXPECT_EQ(PredictAs("chromium-windows", met).chain_length, 2);
  EXPECT_EQ(PredictAs("firefox-desktop", met).chain_length, 2);
  EXPECT_EQ(PredictAs("curl-openssl", met).chain_length, 2);  // configured: not completed
  met.identity.withheld.push_back(met.identity.chain[1]);
  met.identity.chain.pop_back();
  EXPECT_EQ(PredictAs("curl-openssl", met).chain_length, 3);  // built, root included
  EXPECT_EQ(PredictAs("nginx-upstream", met).chain_length, 1);
}

TEST(ClientProfilePredict, CertificatesThatIssueEachOtherEndTheWalk) {
  RecordedCase met = Case("nomatch");
  met.identity.chain.push_back(testing_support::Intermediate("CN=Recorded Root", "CN=Issuing CA"));
  EXPECT_EQ(PredictAs("firefox-desktop", met).cause, "client.issuer-not-listed");
}

TEST(ClientProfilePredict, WithoutARequestThereIsNothingToPredict) {
  EXPECT_TRUE(PredictAll({}).empty());
}

TEST(ClientProfilePredict, LongHostileListIsReadOnceForAllProfiles) {
  RecordedCase met = Case("nomatch");
  met.request.ca_names.assign(5000, testing_support::Dn("CN=\xE2\x80\xAE hostile,O=x"));
  const auto all = PredictAll(met.Situation());
  EXPECT_EQ(all.size(), 41u);
  for (const ProfilePrediction& one : all) {
    EXPECT_LE(one.prediction.because.size(), 1500u) << one.id;
    EXPECT_EQ(one.prediction.because.find("\xE2\x80\xAE"), std::string::npos) << one.id;
  }
}

TEST(ClientProfilePredict, VersionsAreComparedByNumber) {
  EXPECT_TRUE(VersionBelow("3.7.9", "3.8.13"));
  EXPECT_TRUE(VersionBelow("3.8.9", "3.8.13"));
  EXPECT_FALSE(VersionBelow("3.8.13", "3.8.13"));
  EXPECT_FALSE(VersionBelow("3.10", "3.8.13"));
  EXPECT_TRUE(VersionBelow("3.8", "3.8.13"));
  EXPECT_FALSE(VersionBelow("3.8.13rc1", "3.8.13"));
  EXPECT_FALSE(VersionBelow("99999999999999999999", "3"));
  EXPECT_TRUE(VersionBelow("", "1"));
}

}  // namespace
}  // namespace shakedown::diagnosis
