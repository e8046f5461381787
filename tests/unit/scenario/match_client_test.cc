#include "scenario/match_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/case_builder.h"
#include "tests/support/served.h"

namespace shakedown::scenario {
namespace {

using diagnosis::ServedOutcome;
using testing::ElementsAre;
using testing::IsEmpty;
using testing_support::CurlHello;
using testing_support::GoHello;
using testing_support::ServedStory;

class match_client : public testing::Test {
 protected:
  /// Whether each check holds.
  std::vector<bool> Met() {
    std::vector<bool> met;
    for (const CheckResult& check : MatchClient(std::span(&expected_, 1), std::span(&seen_, 1),
                                                {{"alice", std::string(64, 'a')}})) {
      met.push_back(check.met);
    }
    return met;
  }
  AnswerExpectation& answer() { return expected_.answer.emplace(); }
  void See(const attempt::ServedConnection& connection, ServedOutcome outcome) {
    connection_ = connection;
    seen_.connection = &connection_;
    seen_.outcome = outcome;
  }

  Expectation expected_;
  ClientObservation seen_;
  attempt::ServedConnection connection_;
};

TEST_F(match_client, ComparesTheOutcome) {
  expected_.client = {"nothing", "ended"};
  See(ServedStory(GoHello()).Asks({"CN=A"}).PresentsNothing().connection(),
      ServedOutcome::kNothing);
  EXPECT_THAT(Met(), ElementsAre(true));
  seen_.outcome = ServedOutcome::kPresented;
  EXPECT_THAT(Met(), ElementsAre(false));
}

TEST_F(match_client, KnowsAClientThatNeverCame) {
  expected_.client = {"absent"};
  answer().certificate = false;
  EXPECT_THAT(Met(), ElementsAre(true));
}

TEST_F(match_client, LooksAtTheProgramOnlyWhereItIsOurs) {
  answer().exit = "failure";
  expected_.answer->says = "*denied*";
  EXPECT_THAT(Met(), IsEmpty());
  seen_.succeeded = false;
  seen_.output = "SSL: TLSV1_ALERT_ACCESS_DENIED";
  EXPECT_THAT(Met(), ElementsAre(true, true));
  seen_.succeeded = true;
  seen_.output = "connection reset";
  EXPECT_THAT(Met(), ElementsAre(false, false));
}

TEST_F(match_client, RemarksAnotherAlertWithoutFailing) {
  answer().alerts = {"unexpected_message"};
  const auto notes = [this] {
    std::vector<std::string> ids;
    for (const Note& note : TakeClientNotes(std::span(&expected_, 1), std::span(&seen_, 1))) {
      ids.push_back(note.id + ' ' + note.grade);
    }
    return ids;
  };
  See(ServedStory(GoHello()).Asks({"CN=A"}).connection(), ServedOutcome::kEnded);
  EXPECT_THAT(notes(), ElementsAre("alert.none hygiene"));
  const auto alert = [this](tls::AlertDescription description) {
    ServedStory story = ServedStory(GoHello());
    See(story.Asks({"CN=A"}).Alert(attempt::Side::kClient, description).connection(),
        ServedOutcome::kEnded);
  };
  alert(tls::AlertDescription::kUnexpectedMessage);
  EXPECT_THAT(notes(), IsEmpty());
  alert(tls::AlertDescription::kHandshakeFailure);
  EXPECT_THAT(notes(), ElementsAre("alert.other interop"));
  EXPECT_THAT(Met(), IsEmpty());
  expected_.answer->alerts = {"none"};
  EXPECT_THAT(Met(), ElementsAre(false));
}

TEST_F(match_client, SeesWhetherACertificateWasOnTheWire) {
  answer().certificate = false;
  See(ServedStory(GoHello()).Asks({"CN=A"}).PresentsNothing().connection(),
      ServedOutcome::kNothing);
  EXPECT_THAT(Met(), ElementsAre(true));
}

TEST_F(match_client, WantsTheSchemeToBeOneThatWasAskedFor) {
  answer().offered_scheme = true;
  tls::CertificateVerify proof;
  proof.algorithm = static_cast<tls::SignatureScheme>(0x0201);
  ServedStory story = ServedStory(GoHello());
  story.Asks({"CN=A"}).Say(attempt::Side::kClient, tls::HandshakeType::kCertificateVerify, proof);
  See(story.connection(), ServedOutcome::kPresented);
  EXPECT_THAT(Met(), ElementsAre(false));
}

TEST_F(match_client, SeesAnOfferedSession) {
  answer().resumed = false;
  tls::ClientHello hello = GoHello();
  hello.session_id = Bytes(32, 1);  // for middleboxes: no session
  See(ServedStory(hello).connection(), ServedOutcome::kNoHandshake);
  EXPECT_THAT(Met(), ElementsAre(true));
  hello.offers_psk = true;
  See(ServedStory(hello).connection(), ServedOutcome::kNoHandshake);
  EXPECT_THAT(Met(), ElementsAre(false));
}

TEST_F(match_client, SaysWhyACaseDoesNotApply) {
  EXPECT_EQ(WhyNotApplicable("post-handshake-auth", GoHello()),
            "the client does not offer post-handshake-auth");
  EXPECT_EQ(WhyNotApplicable("!post-handshake-auth", CurlHello()),
            "the client offers post-handshake-auth");
  EXPECT_EQ(WhyNotApplicable("post-handshake-auth !h2 !anonymous", CurlHello()), "");
}

}  // namespace
}  // namespace shakedown::scenario
