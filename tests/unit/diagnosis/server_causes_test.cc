#include "diagnosis/diagnosis.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/diagnosis/expect_diagnosis.h"

namespace shakedown::diagnosis {
namespace {

using ::testing::HasSubstr;
using namespace testing_support;

// ---- nobody asked -----------------------------------------------------------------------------

TEST(ServerNoRequestSni, IsLikelyWhenTheNameWasMissingOrAnother) {
  for (const char* sni : {"", "open.test"}) {
    const Diagnosis diagnosis =
        Explain(Story().Sni(sni).Host("secure.test").Finishes().NginxMissing());
    EXPECT_EQ(Verdict(diagnosis), "server.no-request-sni (likely)") << sni;
    EXPECT_EQ(diagnosis.cause.fault, Fault::kClient);
    EXPECT_THAT(diagnosis.cause.fixes.front(), HasSubstr("'secure.test'"));
    EXPECT_NE(Alternative(diagnosis, "path.tls-terminated"), nullptr);
  }
}

TEST(ServerNoRequestSni, IsCertainWhenTheRightNameIsAsked) {
  const std::vector<attempt::Attempt> attempts = {
      Story()
          .Called("named")
          .Sni("secure.test")
          .Host("secure.test")
          .Asks()
          .PresentsNothing()
          .NginxMissing(),
      Story().Called("nameless").Sni("").Host("secure.test:8443").Finishes().NginxMissing()};
  const Diagnosis diagnosis = Explain(attempts, 1);
  EXPECT_EQ(Verdict(diagnosis), "server.no-request-sni (certain)");
  const auto& evidence = diagnosis.cause.evidence;
  EXPECT_TRUE(std::any_of(evidence.begin(), evidence.end(), [](const Evidence& line) {
    return line.attempt == 0 && line.event >= 0 && line.text.find("'named'") != std::string::npos;
  }));
  EXPECT_EQ(Verdict(Explain(attempts, 0)), "client.no-identity (certain)");
}

TEST(ServerNoRequestSni, IsNotSaidWhenTheNamesAgree) {
  const Diagnosis diagnosis = Explain(Story().Finishes().NginxMissing());
  EXPECT_EQ(Verdict(diagnosis), "path.tls-terminated (likely)");
  EXPECT_EQ(Alternative(diagnosis, "server.no-request-sni"), nullptr);
}

TEST(ServerNoRequestSni, AnAddressNeedsNoName) {
  Story story;
  story.spec().target.endpoint = {"127.0.0.1", 8443};
  EXPECT_EQ(Verdict(Explain(story.Finishes().NginxMissing())), "path.tls-terminated (likely)");
}

TEST(ServerNoRequest, StandsBesideAnOpenGate) {
  const Diagnosis diagnosis = Explain(Story().As(Alice()).Finishes().Replies(200));
  EXPECT_EQ(Verdict(diagnosis), "accepted (certain)");
  EXPECT_EQ(diagnosis.enforcement, Enforcement::kNotRequested);
  ASSERT_FALSE(diagnosis.alternatives.empty());
  EXPECT_EQ(diagnosis.alternatives.front().id, "server.no-request");
  EXPECT_EQ(diagnosis.alternatives.front().certainty, Certainty::kCertain);
}

TEST(ServerNoRequest, MayBeBehindAPlainRefusal) {
  EXPECT_EQ(Verdict(Explain(Story().As(Alice()).Finishes().Replies(403))),
            "server.no-request (likely)");
  EXPECT_EQ(Verdict(Explain(Story().Finishes().Replies(403))), "server.no-request (possible)");
}

// ---- two names --------------------------------------------------------------------------------

TEST(ServerHostMismatch, IsCertainWhenTheNamesDiffer) {
  const Diagnosis diagnosis =
      Explain(Story().Sni("open.test").Host("secure.test").Finishes().Replies(421));
  EXPECT_EQ(Verdict(diagnosis), "server.host-mismatch (certain)");
  EXPECT_EQ(diagnosis.outcome, Outcome::kRefused);
  EXPECT_THAT(diagnosis.cause.summary, HasSubstr("'open.test'"));
  EXPECT_THAT(diagnosis.cause.summary, HasSubstr("'secure.test'"));
  EXPECT_EQ(
      Verdict(Explain(Story().Sni("").Host("secure.test").Asks().PresentsNothing().Replies(421))),
      "server.host-mismatch (certain)");
}

TEST(ServerHostMismatch, IsOnlyPossibleWhenTheNamesAgree) {
  EXPECT_EQ(Verdict(Explain(Story().Finishes().Replies(421))), "server.host-mismatch (possible)");
  // Case, port and a trailing dot make no other host.
  EXPECT_EQ(Verdict(Explain(Story().Sni("A.test").Host("a.TEST.:8443").Finishes().Replies(421))),
            "server.host-mismatch (possible)");
}

// ---- old sessions -----------------------------------------------------------------------------

TEST(ServerResumedSession, CarriesTheOldAnswerAlong) {
  for (const tls::Version version : {tls::Version::kTls12, tls::Version::kTls13}) {
    const Diagnosis missing = Explain(Story(version).As(Alice()).Resumes().NginxMissing());
    EXPECT_EQ(Verdict(missing), "server.resumed-session (certain)");
    EXPECT_THAT(missing.cause.explanation, HasSubstr("had no effect"));
    EXPECT_EQ(Verdict(Explain(Story(version).As(Alice()).Resumes().NginxBad())),
              "server.resumed-session (certain)");
  }
}

TEST(ServerResumedSession, IsBehindA421ForTheVeryName) {
  EXPECT_EQ(Verdict(Explain(Story::Tls12().Resumes().Replies(421))),
            "server.resumed-session (likely)");
  EXPECT_EQ(Verdict(Explain(Story::Tls12().Sni("a.test").Host("b.test").Resumes().Replies(421))),
            "server.host-mismatch (certain)");
}

TEST(ServerResumedSession, ATicketOfAnotherHostIsRefusedBeforeServerHello) {
  const attempt::Attempt carried =
      Story().Called("carried").Sni("secure.test").Hello(true).Alert(49);
  const Diagnosis alone = Explain(carried);
  EXPECT_EQ(Verdict(alone), "server.resumed-session (likely)");
  EXPECT_EQ(alone.outcome, Outcome::kRefused);
  const std::vector<attempt::Attempt> attempts = {
      carried, Story().Sni("secure.test").Asks().PresentsNothing().NginxMissing()};
  EXPECT_EQ(Verdict(Explain(attempts)), "server.resumed-session (certain)");
  // Without an offered session 49 is something else.
  EXPECT_NE(Explain(Story().Hello().Alert(49)).cause.id, "server.resumed-session");
}

TEST(ServerResumedSession, IsNoCauseForAcceptance) {
  const Diagnosis diagnosis = Explain(Story().As(Alice()).Resumes().Replies(200));
  EXPECT_EQ(Verdict(diagnosis), "accepted (certain)");
  EXPECT_EQ(diagnosis.enforcement, Enforcement::kUnknown);
  EXPECT_TRUE(diagnosis.alternatives.empty());
  EXPECT_THAT(diagnosis.cause.explanation, HasSubstr("resumed"));
}

// ---- late requests ----------------------------------------------------------------------------

TEST(ServerLateRequest, IsSaidByApachesPage) {
  const Diagnosis diagnosis =
      Explain(Story()
                  .As(Alice())
                  .Finishes()
                  .Replies(403, "403 Forbidden", "Apache/2.4.71")
                  .Body("Reason: Cannot perform Post-Handshake Authentication."));
  EXPECT_EQ(Verdict(diagnosis), "server.late-request (certain)");
  EXPECT_EQ(diagnosis.enforcement, Enforcement::kRequiredLater);
  EXPECT_THAT(diagnosis.cause.fixes.front(), HasSubstr("SSLVerifyClient require"));
}

TEST(ServerLateRequest, IsARenegotiationThatTheClientDeclined) {
  Story story = Story::Tls12();
  story.As(Alice()).Finishes().Requests().Server(tls::HandshakeType::kHelloRequest);
  story.Add(attempt::AlertSeen{attempt::Side::kClient, tls::AlertLevel::kWarning,
                               tls::AlertDescription::kNoRenegotiation,
                               attempt::Phase::kAfterRequest});
  const Diagnosis diagnosis = Explain(story.Alert(40));
  EXPECT_EQ(Verdict(diagnosis), "server.late-request (certain)");
  EXPECT_THAT(diagnosis.cause.summary, HasSubstr("renegotiation"));
}

TEST(ServerLateRequest, IsKnownFromTheAttemptThatCouldAnswer) {
  Story able;
  able.Called("able").spec().offer_post_handshake_auth = true;
  able.Finishes().Requests().Asks();
  const std::vector<attempt::Attempt> attempts = {Story().Finishes().Replies(403, "403 Forbidden"),
                                                  able.Done()};
  EXPECT_EQ(Verdict(Explain(attempts)), "server.late-request (certain)");
}

TEST(ServerLateRequest, AnsweredEmptyIsTheClientsAffair) {
  Story story;
  story.Finishes().Requests().Asks().PresentsNothing();
  const Diagnosis diagnosis = Explain(story.Alert(116));
  EXPECT_EQ(Verdict(diagnosis), "client.no-identity (certain)");
  EXPECT_EQ(diagnosis.enforcement, Enforcement::kRequiredLater);
  EXPECT_THAT(AllText(diagnosis.cause), HasSubstr("post-handshake"));
}

TEST(ServerLateRequest, IsNotGuessedFromABareRefusal) {
  EXPECT_EQ(Alternative(Explain(Story().Finishes().Replies(403)), "server.late-request"), nullptr);
}

// ---- a broken request -------------------------------------------------------------------------

TEST(ServerRequestMalformed, IsLikelyWhenTheClientGaveUpOnIt) {
  Story story;
  story.Asks();
  attempt::Attempt attempt = story.Alert(50, attempt::Side::kClient);
  for (auto& event : attempt.trace.events) {
    auto* message = std::get_if<attempt::Message>(&event.body);
    if (message != nullptr && message->type == tls::HandshakeType::kCertificateRequest) {
      message->errors.push_back({DecodeErrorKind::kMissing, "signature_algorithms", 7, ""});
    }
  }
  const Diagnosis diagnosis = Explain(attempt);
  EXPECT_EQ(Verdict(diagnosis), "server.request-malformed (likely)");
  EXPECT_EQ(diagnosis.outcome, Outcome::kNoVerdict);
  EXPECT_THAT(diagnosis.cause.summary, HasSubstr("signature_algorithms"));
}

// ---- the request's size and emptiness -----------------------------------------------------------

/// A story whose request has `octets` on the wire.
Story AskedAtLength(size_t octets) {
  Story story;
  story.As(Alice()).Asks();
  attempt::Attempt attempt = story.Done();
  tls::CertificateRequest request = std::get<tls::CertificateRequest>(
      std::get<attempt::Message>(attempt.trace.events.back().body).body);
  Story long_story;
  long_story.As(Alice()).Greeted();
  request.version = tls::Version::kTls13;
  return long_story.Add(attempt::Message{attempt::Side::kServer,
                                         tls::HandshakeType::kCertificateRequest,
                                         Bytes(octets),
                                         std::move(request),
                                         {}});
}

TEST(ServerRequestTooLarge, IsLikelyWhenTheClientGivesUpOnALongRequest) {
  const Diagnosis diagnosis = Explain(AskedAtLength(20000).Alert(80, attempt::Side::kClient));
  EXPECT_EQ(Verdict(diagnosis), "server.request-too-large (likely)");
  EXPECT_THAT(AllText(diagnosis.cause), HasSubstr("20000 octets"));
  EXPECT_NE(Explain(AskedAtLength(2000).Alert(80, attempt::Side::kClient)).cause.id,
            "server.request-too-large");
}

TEST(ServerRequestTooLarge, IsNoExplanationOnceACertificateWasPresented) {
  const Diagnosis diagnosis = Explain(AskedAtLength(20000).Presents().Alert(48));
  EXPECT_NE(diagnosis.cause.id, "server.request-too-large");
  EXPECT_EQ(Alternative(diagnosis, "server.request-too-large"), nullptr);
}

TEST(ServerRequestTooLarge, IsOnlyPossibleWhenTheServerFailsBeforeAsking) {
  const Diagnosis early = Explain(Story().As(Alice()).Hello().Alert(80));
  EXPECT_EQ(Verdict(early), "path.unknown-name (possible)");
  EXPECT_NE(Alternative(early, "server.request-too-large"), nullptr);
  const Diagnosis later = Explain(Story().As(Alice()).Greeted().Alert(80));
  EXPECT_EQ(Verdict(later), "server.request-too-large (possible)");
  EXPECT_THAT(later.cause.explanation, HasSubstr("server certificate that is missing"));
}

TEST(ServerEmptyCaList, StandsBesideAWithheldCertificate) {
  const Diagnosis diagnosis = Explain(Story().As(Alice()).Asks({}).PresentsNothing().Alert(116));
  EXPECT_NE(Alternative(diagnosis, "server.empty-ca-list"), nullptr);
  const Diagnosis named = Explain(Story().As(Alice()).Asks().PresentsNothing().Alert(116));
  EXPECT_EQ(Alternative(named, "server.empty-ca-list"), nullptr);
}

}  // namespace
}  // namespace shakedown::diagnosis
