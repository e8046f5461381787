// Verdicts of other protocols than HTTP, and conversations in clear that do not lead to TLS.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "diagnosis/diagnosis.h"
#include "tests/unit/diagnosis/expect_diagnosis.h"

namespace shakedown::diagnosis {
namespace {

using attempt::Application;
using attempt::ApplicationReply;
using attempt::StarttlsFailed;
using ::testing::HasSubstr;
using Meaning = ApplicationReply::Meaning;
using namespace testing_support;

/// A story with a server of this protocol.
Story With(Application application, Story story = Story()) {
  story.spec().target.application = application;
  story.spec().request.reset();
  return story;
}

ApplicationReply Answer(const char* protocol, Meaning meaning, const char* text = "") {
  return {protocol, "5", text, meaning};
}

// ---- answers inside TLS -----------------------------------------------------------------------

TEST(ProtocolAnswer, ThatNamesTheMissingCertificateIsProof) {
  const Diagnosis diagnosis =
      Explain(With(Application::kPostgres)
                  .Asks()
                  .PresentsNothing()
                  .Add(Answer("postgres", Meaning::kWantsCertificate, "certificate required")));
  EXPECT_EQ(Verdict(diagnosis), "client.no-identity (certain)");
  EXPECT_EQ(diagnosis.layer, Layer::kApplication);
  EXPECT_EQ(diagnosis.enforcement, Enforcement::kRequiredLater);
  EXPECT_THAT(diagnosis.observed, HasSubstr("postgres 5 \"certificate required\""));
}

TEST(ProtocolAnswer, ThatLetsInIsAccepted) {
  const Diagnosis diagnosis = Explain(
      With(Application::kMqtt).As(Alice()).Asks().Presents().Add(Answer("mqtt", Meaning::kLetIn)));
  EXPECT_EQ(diagnosis.outcome, Outcome::kAccepted);
  EXPECT_EQ(diagnosis.cause.certainty, Certainty::kCertain);
}

/// Dovecot says "didn't present valid SSL certificate" of both.
TEST(ProtocolAnswer, ThatMissesAValidOneMeansAPresentedOneToo) {
  const Diagnosis diagnosis = Explain(
      With(Application::kImap)
          .As(Mallory())
          .Asks()
          .Presents()
          .Add(Answer("imap", Meaning::kWantsCertificate, "didn't present valid certificate")));
  EXPECT_EQ(diagnosis.outcome, Outcome::kRefused);
  EXPECT_NE(diagnosis.cause.id, "path.tls-terminated");
  EXPECT_NE(diagnosis.cause.id, "client.no-identity");
}

TEST(ProtocolAnswer, WithoutAWordAboutCertificatesMayBeAboutAPassword) {
  const auto denied = Answer("mysql", Meaning::kForbidden, "Access denied");
  const Diagnosis none = Explain(With(Application::kMysql).Asks().PresentsNothing().Add(denied));
  EXPECT_EQ(Verdict(none), "client.no-identity (possible)");
  const Diagnosis presented =
      Explain(With(Application::kMysql).As(Alice()).Asks().Presents().Add(denied));
  EXPECT_EQ(Verdict(presented), "certificate.not-authorised (possible)");
  EXPECT_THAT(AllText(presented.cause), HasSubstr("password"));
}

TEST(ProtocolAnswer, IsAboutAPasswordWhereNoCertificateWasAskedFor) {
  const Diagnosis diagnosis =
      Explain(With(Application::kMysql).Finishes().Add(Answer("mysql", Meaning::kForbidden)));
  EXPECT_EQ(diagnosis.outcome, Outcome::kAccepted);
  EXPECT_EQ(diagnosis.enforcement, Enforcement::kNotRequested);
}

/// A server that is starting up has not come to the certificate.
TEST(ProtocolAnswer, AboutSomethingElseIsNoProof) {
  const Diagnosis diagnosis =
      Explain(With(Application::kPostgres)
                  .Asks()
                  .PresentsNothing()
                  .Add(Answer("postgres", Meaning::kUnrelated, "starting up")));
  EXPECT_EQ(Verdict(diagnosis), "accepted (likely)");
  EXPECT_EQ(diagnosis.enforcement, Enforcement::kUnknown);
  EXPECT_THAT(diagnosis.cause.summary, HasSubstr("another reason"));
}

TEST(ProtocolStage, NamesTheProtocol) {
  EXPECT_THAT(Explain(With(Application::kSmtp)
                          .Asks()
                          .PresentsNothing()
                          .Requests()
                          .Add(Answer("smtp", Meaning::kWantsCertificate, "no certificate")))
                  .stage,
              HasSubstr("SMTP"));
}

// ---- curves -----------------------------------------------------------------------------------

TEST(ClientKeyNotAccepted, IsToldForACurveThatTheServerDoesNotTake) {
  attempt::IdentityFacts p521 = Alice();
  p521.chain.front().key = {attempt::KeyType::kEc, 521, "P-521"};
  const Diagnosis diagnosis = Explain(Story::Tls12().As(p521).Asks().Presents().Alert(47));
  EXPECT_EQ(Verdict(diagnosis), "client.key-not-accepted (likely)");
  EXPECT_THAT(AllText(diagnosis.cause), HasSubstr("P-521"));
  EXPECT_NE(Explain(Story::Tls12().As(Alice()).Asks().Presents().Alert(47)).cause.id,
            "client.key-not-accepted");
  EXPECT_NE(Explain(Story::Tls13().As(p521).Asks().Presents().Alert(47)).cause.id,
            "client.key-not-accepted");
}

// ---- STARTTLS ---------------------------------------------------------------------------------

/// What the first octets of a server in clear are taken for, by the port that was tried.
std::string Named(const std::string& octets, uint16_t port = 8443) {
  Story story;
  story.spec().target.endpoint.port = port;
  const Diagnosis diagnosis = Explain(story.Stranger(octets));
  EXPECT_EQ(Verdict(diagnosis), "path.starttls-missing (certain)") << octets;
  const std::string& fix = diagnosis.cause.fixes.front();
  const size_t at = fix.find("--starttls ");
  return at == std::string::npos ? "" : fix.substr(at + 11, fix.find(')', at) - at - 11);
}

TEST(PathStarttlsMissing, NamesTheProtocolOfTheGreeting) {
  EXPECT_EQ(Named("220 mail.test ESMTP Postfix\r\n"), "smtp");
  EXPECT_EQ(Named("220-mail.test\r\n"), "smtp");
  EXPECT_EQ(Named("220 mail.test LMTP\r\n"), "lmtp");
  EXPECT_EQ(Named("220 (vsFTPd 3.0.3)\r\n"), "ftp");
  EXPECT_EQ(Named("220 welcome\r\n", 21), "ftp");
  EXPECT_EQ(Named("* OK [CAPABILITY IMAP4rev1] ready\r\n"), "imap");
  EXPECT_EQ(Named("+OK ready\r\n"), "pop3");
  EXPECT_EQ(Named("\"IMPLEMENTATION\" \"Dovecot\"\r\n"), "sieve");
  EXPECT_EQ(Named("<?xml version='1.0'?><stream:stream>"), "xmpp-client");
  EXPECT_EQ(Named(":irc.test NOTICE * :***\r\n"), "irc");
  EXPECT_EQ(Named(std::string("\x4A\0\0\0\x0A"
                              "8.0.1\0",
                              11)),
            "mysql");
}

TEST(PathStarttlsMissing, WritesTheCommandThatAsks) {
  const Diagnosis diagnosis = Explain(Story().Stranger("* OK hi\r\n"));
  EXPECT_THAT(AllText(diagnosis.cause), HasSubstr("shakedown explain imap://gate.test:8443"));
  EXPECT_THAT(AllText(diagnosis.cause), HasSubstr("usually 993 (imaps://)"));
}

TEST(PathStarttlsMissing, IsLikelyWhereTheUsualPortCloses) {
  Story story;
  story.spec().target.endpoint.port = 5432;
  const Diagnosis diagnosis = Explain(story.Hello().Closes());
  EXPECT_EQ(Verdict(diagnosis), "path.starttls-missing (likely)");
  EXPECT_THAT(AllText(diagnosis.cause), HasSubstr("postgres://gate.test"));
}

Diagnosis Failed(StarttlsFailed::Reason reason, const std::string& reply = "") {
  Story story = With(Application::kSmtp);
  story.spec().target.starttls = true;
  return Explain(story.Connected().Add(StarttlsFailed{reason, "smtp", reply}));
}

TEST(PathStarttlsMissing, TellsHowTheConversationEnded) {
  using Reason = StarttlsFailed::Reason;
  const Diagnosis refused = Failed(Reason::kRefused, "454 not now");
  EXPECT_EQ(Verdict(refused), "path.starttls-missing (certain)");
  EXPECT_EQ(refused.outcome, Outcome::kNoVerdict);
  EXPECT_EQ(refused.layer, Layer::kConnect);
  EXPECT_THAT(AllText(refused.cause), HasSubstr("454 not now"));
  EXPECT_THAT(AllText(refused.cause), HasSubstr("smtps://"));
  EXPECT_EQ(Verdict(Failed(Reason::kNotOffered, "250 x")), "path.starttls-missing (certain)");
  EXPECT_EQ(Verdict(Failed(Reason::kNotUnderstood, "HTTP/1.1")), "path.starttls-missing (certain)");
  EXPECT_EQ(Verdict(Failed(Reason::kClosed)), "path.starttls-missing (likely)");
  EXPECT_EQ(Verdict(Failed(Reason::kTimedOut)), "path.starttls-missing (likely)");
  const Diagnosis tls = Failed(Reason::kTls);
  EXPECT_EQ(Verdict(tls), "path.starttls-missing (certain)");
  EXPECT_THAT(tls.cause.fixes.front(), HasSubstr("smtps://gate.test:8443"));
}

}  // namespace
}  // namespace shakedown::diagnosis
