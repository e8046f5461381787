#include "report/narrative.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/layout.h"
#include "tests/support/case_builder.h"
#include "tests/support/golden.h"

namespace shakedown::report {
namespace {

using namespace testing_support;  // NOLINT: builders only
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::Pair;

std::string Lines(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

std::string Draw(const attempt::HandshakeTrace& trace, size_t width = 96) {
  return "\n" + Lines(LadderLines(Ladder(trace), width));
}

TEST(LadderTest, JoinsAFlightIntoOneRungAndMarksTheAlert) {
  const auto trace = TraceBuilder()
                         .Connected()
                         .ClientHello()
                         .ServerFlight13({"CN=A", "CN=B"})
                         .ClientFlight13(2)
                         .Alert(48)
                         .Closed()
                         .Build();
  EXPECT_EQ(Draw(trace), R"(
      0.4 ms -- connected to 127.0.0.1:8443
      0.5 ms ClientHello (SNI localhost) ->
      0.6 ms                             <- ServerHello, EncryptedExtensions, CertificateRequest
                                            (2 CA names), Certificate, CertificateVerify,
                                            Finished
      1.2 ms Certificate (leaf + 1),     ->
             CertificateVerify, Finished
      1.5 ms -- handshake complete: TLSv1.3, TLS_AES_256_GCM_SHA384, X25519
!     1.6 ms                             <- alert fatal unknown_ca(48)
      1.7 ms                             <- close (TCP FIN without close_notify)
)");
}

TEST(LadderTest, SaysWhetherACertificateWasPresented) {
  for (const auto& [count, text] : std::vector<std::pair<size_t, std::string>>{
           {0, "Certificate (empty)"}, {1, "Certificate (leaf)"}, {3, "Certificate (leaf + 2)"}}) {
    const auto ladder = Ladder(TraceBuilder().Certificate(attempt::Side::kClient, count).Build());
    ASSERT_EQ(ladder.size(), 1u);
    EXPECT_EQ(ladder[0].text, text);
  }
}

TEST(LadderTest, CountsEqualNeighbours) {
  TraceBuilder builder;
  for (int i = 0; i < 3; ++i) {
    builder.Message(attempt::Side::kServer, tls::HandshakeType::kNewSessionTicket);
  }
  builder.Message(attempt::Side::kServer, tls::HandshakeType::kFinished);
  const auto ladder = Ladder(builder.Build());
  ASSERT_EQ(ladder.size(), 1u);
  EXPECT_EQ(ladder[0].text, "NewSessionTicket x3, Finished");
}

TEST(LadderTest, MessagesFarApartAreSeparateRungs) {
  const auto trace = TraceBuilder()
                         .Certificate(attempt::Side::kClient, 1)
                         .Wait(400)
                         .Message(attempt::Side::kClient, tls::HandshakeType::kCertificateVerify)
                         .Build();
  EXPECT_EQ(Ladder(trace).size(), 2u);
}

TEST(LadderTest, AnHttpRefusalIsTheTrouble) {
  const auto trace = TraceBuilder()
                         .Connected()
                         .Reply(400, "Bad Request", "No required SSL certificate was sent")
                         .Closed(attempt::PeerClosed::How::kCloseNotify)
                         .Build();
  EXPECT_EQ(Draw(trace), R"(
      0.4 ms -- connected to 127.0.0.1:8443
      0.5 ms request (60 bytes) ->
!     0.6 ms                    <- HTTP 400 Bad Request: 'No required SSL certificate was sent'
      0.7 ms                    <- close (close_notify)
)");
}

TEST(LadderTest, ASuccessHasNoTrouble) {
  const auto ladder = Ladder(TraceBuilder()
                                 .Connected()
                                 .ClientHello()
                                 .ServerFlight13({})
                                 .ClientFlight13(1)
                                 .Reply(200, "OK", "")
                                 .Closed()
                                 .Build());
  for (const Rung& rung : ladder) EXPECT_FALSE(rung.trouble) << rung.text;
}

TEST(LadderTest, ACloseWithoutAReplyIsTheTrouble) {
  const auto ladder =
      Ladder(TraceBuilder().Connected().Closed(attempt::PeerClosed::How::kReset).Build());
  ASSERT_EQ(ladder.size(), 2u);
  EXPECT_TRUE(ladder[1].trouble);
  EXPECT_EQ(ladder[1].text, "close (TCP reset)");
}

TEST(LadderTest, TellsWhatHappenedBeforeTls) {
  attempt::NotTls not_tls;
  not_tls.first = {'S', 'S', 'H', '-', 0x0d};
  const auto ladder = Ladder(
      TraceBuilder()
          .Add(attempt::ProxyReply{0, true, 200, "Connection established"})
          .Add(attempt::ProxyReply{1, false, 407, "Auth required"})
          .Add(not_tls)
          .Add(attempt::DeadlineHit{attempt::DeadlineHit::Wait::kHandshake, Milliseconds(5000)})
          .Build());
  ASSERT_EQ(ladder.size(), 4u);
  EXPECT_EQ(ladder[0].text, "proxy 1: tunnel open, 200 Connection established");
  EXPECT_EQ(ladder[1].text, "proxy 2: refused the tunnel, 407 Auth required");
  EXPECT_TRUE(ladder[1].trouble);
  EXPECT_EQ(ladder[2].text, "not TLS: 'SSH-\\u{D}'");
  EXPECT_EQ(ladder[3].text, "deadline: waited 5s for the handshake");
}

TEST(LadderTest, NamesTheHopsAndWhatBecameOfCredentials) {
  attempt::ProxyReply header{0, true, 0, "version 2, 127.0.0.1:1 to 127.0.0.1:2"};
  header.stage = attempt::ProxyReply::Stage::kPreamble;
  header.name = "proxy-v2:";
  attempt::ProxyReply proxy{1, false, 407, "HTTP/1.1 407 Log in"};
  proxy.name = "https://bob:***@p.test:1";
  proxy.tls = "TLSv1.3";
  proxy.login = attempt::ProxyReply::Login::kWithheld;
  const auto ladder = Ladder(TraceBuilder().Add(header).Add(proxy).Build());
  ASSERT_EQ(ladder.size(), 2u);
  EXPECT_EQ(ladder[0].text,
            "hop 1 (proxy-v2:): PROXY protocol header sent, version 2, 127.0.0.1:1 to 127.0.0.1:2");
  EXPECT_EQ(ladder[1].text,
            "proxy 2 (https://bob:***@p.test:1): refused the tunnel, HTTP/1.1 407 Log in, inside "
            "TLSv1.3, credentials withheld");
}

TEST(LadderTest, ACloseNotifyIsDrawnOnce) {
  attempt::AlertSeen notify{attempt::Side::kServer, tls::AlertLevel::kWarning,
                            tls::AlertDescription::kCloseNotify, attempt::Phase::kAfterRequest};
  const auto ladder =
      Ladder(TraceBuilder().Add(notify).Closed(attempt::PeerClosed::How::kCloseNotify).Build());
  ASSERT_EQ(ladder.size(), 1u);
  EXPECT_EQ(ladder[0].text, "close (close_notify)");
}

TEST(LadderTest, KeepsToItsWidth) {
  const auto trace = TraceBuilder()
                         .Connected()
                         .ClientHello(std::string(60, 'x') + ".test")
                         .ServerFlight13({"CN=A"})
                         .ClientFlight13(2)
                         .Build();
  for (const size_t width : {60u, 78u, 96u}) {
    for (const std::string& line : LadderLines(Ladder(trace), width)) {
      EXPECT_LE(Characters(line), width) << line;
    }
  }
}

tls::CertificateRequest Request12() {
  tls::CertificateRequest request;
  request.version = tls::Version::kTls12;
  request.certificate_types = {tls::ClientCertificateType{1}, tls::ClientCertificateType{64}};
  request.has_signature_algorithms = true;
  request.signature_algorithms = {tls::SignatureScheme{0x0403}, tls::SignatureScheme{0x0b0b}};
  request.ca_names = {NameOf("CN=Trusted Root,O=Example"), NameOf("CN=Old Root")};
  return request;
}

TEST(DescribeRequestTest, ListsWhatTheServerAsksFor) {
  EXPECT_THAT(
      DescribeRequest(Request12()),
      ElementsAre(Pair("Version", "TLSv1.2"), Pair("Types", "rsa_sign, ecdsa_sign"),
                  Pair("Algorithms", "ecdsa_secp256r1_sha256, 0x0b0b"), Pair("CA names", "2"),
                  Pair("", "CN=Trusted Root,O=Example"), Pair("", "CN=Old Root")));
}

TEST(DescribeRequestTest, StopsAfterTwentyNames) {
  tls::CertificateRequest request = Request12();
  request.ca_names.assign(23, NameOf("CN=X"));
  const auto lines = DescribeRequest(request);
  EXPECT_EQ(lines.back().second, "... and 3 more");
  EXPECT_EQ(std::count(lines.begin(), lines.end(), std::pair<std::string, std::string>("", "CN=X")),
            20);
}

TEST(DescribeRequestTest, SaysWhatIsUnusual) {
  tls::CertificateRequest request;
  request.version = tls::Version::kTls13;
  request.context = {0xab, 0xcd};
  request.extensions = {{static_cast<tls::ExtensionType>(0xfafa), {1, 2}, 0}};
  attempt::Message message;
  message.raw = Bytes(40);
  message.errors = {{DecodeErrorKind::kMissing, "signature_algorithms", 6, ""}};
  const auto lines =
      DescribeRequest({&request, &message, attempt::RequestTime::kPostHandshake, 12});
  EXPECT_THAT(lines, Contains(Pair("When", "after the handshake, on a request")));
  EXPECT_THAT(lines, Contains(Pair("Size", "40 bytes")));
  EXPECT_THAT(lines, Contains(Pair("Context", "abcd")));
  EXPECT_THAT(lines, Contains(Pair("Algorithms", HasSubstr("missing"))));
  EXPECT_THAT(lines, Contains(Pair("CA names", HasSubstr("none"))));
  EXPECT_THAT(lines, Contains(Pair("Extensions", HasSubstr("0102"))));
  EXPECT_THAT(lines, Contains(Pair("Malformed", "signature_algorithms at offset 6: missing")));
}

TEST(KeyFactsTest, LeavesOutWhatIsNotKnown) {
  const auto facts = KeyFacts(Unreachable().attempts[0]);
  EXPECT_THAT(facts, Contains(Pair("target.url", "https://localhost:8443/")));
  for (const auto& [name, value] : facts) {
    EXPECT_FALSE(value.empty()) << name;
    EXPECT_THAT(name, Not(HasSubstr("cert."))) << value;
  }
}

TEST(KeyFactsTest, NamesTheAlertAndTheCertificate) {
  const auto facts = KeyFacts(RefusedUnknownIssuer().attempts[0]);
  EXPECT_THAT(facts, Contains(Pair("tls.version", "TLSv1.3")));
  EXPECT_THAT(facts, Contains(Pair("tls.alert", "unknown_ca(48) from server, after-finished")));
  EXPECT_THAT(facts, Contains(Pair("cert.client.subject", "CN=alice,O=Example")));
  EXPECT_THAT(facts, Contains(Pair("cert.client.not_after", "2026-12-19T00:00:00Z")));
}

TEST(VerdictLineTest, OneLineForEachOutcome) {
  EXPECT_EQ(VerdictLine(RefusedWithoutCertificate().diagnoses[0]),
            "refused: client.no-identity (certain)");
  EXPECT_EQ(VerdictLine(Accepted().diagnoses[0]), "accepted (required-http)");
  EXPECT_EQ(VerdictLine(Unreachable().diagnoses[0]), "no verdict: path.unreachable (certain)");
}

class TellTest : public testing::Test {
 protected:
  const run::CaseResult& Case(size_t index) { return run_->results()[index]; }
  Narrative Told(size_t index, size_t execution = 0) {
    return Tell(Case(index), Case(index).executions[execution]);
  }
  std::unique_ptr<RunFixture> run_ = EveryVerdict();
};

TEST_F(TellTest, MessageSaysWhatAndWhy) {
  EXPECT_EQ(Told(1).message,
            "expected accepted, observed refused (alert unknown_ca): the issuer 'CN=Corp Sub CA 2' "
            "is not in the server's CA list");
}

TEST_F(TellTest, MessageIsOneLineWithoutMarkupOfAtMost200Characters) {
  run::CaseExecution execution = RefusedUnknownIssuer();
  execution.message = "a \"quoted\" <tag> & more\nsecond line " + std::string(300, 'x');
  const std::string message = MessageLine(execution);
  EXPECT_EQ(message.find_first_of("<>&\"\n"), std::string::npos) << message;
  EXPECT_EQ(Characters(message), 200u);
}

TEST_F(TellTest, ErrorsBringTheirHint) {
  const Narrative story = Told(4);
  EXPECT_EQ(story.message, "loading identity 'mine': mine.key: Permission denied");
  ASSERT_EQ(story.errors.size(), 1u);
  EXPECT_THAT(story.errors[0], HasSubstr("hint: chmod u+r mine.key"));
  EXPECT_EQ(story.location, "scenarios/client-auth.xml:52");
}

TEST_F(TellTest, CountsAttempts) {
  const Narrative story = Told(7, 1);
  EXPECT_EQ(story.attempt, 2);
  EXPECT_EQ(story.attempts, 2);
}

TEST_F(TellTest, BodyIsLaidOutForPeople) {
  ExpectGolden(BodyText(Told(1)), "tests/unit/report/golden/body.txt");
}

TEST_F(TellTest, BodyKeepsToItsWidthExceptForCommands) {
  const std::string body = BodyText(Told(1));
  size_t begin = body.find('\n') + 1;  // the message stays in one piece
  for (size_t end = body.find('\n', begin); end != std::string::npos;
       end = body.find('\n', begin)) {
    const std::string line = body.substr(begin, end - begin);
    const bool command = line.find("shakedown run") != std::string::npos;
    EXPECT_TRUE(command || line.size() <= 100) << line;
    EXPECT_FALSE(line.ends_with(' ')) << line;
    begin = end + 1;
  }
}

Narrative Wordy() {
  Narrative story;
  story.message = std::string(200, 'm');
  story.expected = story.observed = story.stage = std::string(900, 'o');
  story.certainty = "certain";
  story.cause_id = "certificate.expired";
  story.summary = std::string(700, 's');
  story.why = {std::string(3000, 'w')};
  story.likely.assign(12, "some.cause (likely): " + std::string(400, 'l'));
  story.fixes.assign(12, std::string(500, 'f'));
  story.errors.assign(5, "error: " + std::string(400, 'e') + "\n  hint: " + std::string(400, 'h'));
  story.reproduce = "shakedown run x";
  story.case_id = "a/b";
  story.location = "scenarios/a.xml:3";
  return story;
}

TEST(BodyTextTest, TheFirst2000CharactersReachBeyondFix) {
  const std::string body = BodyText(Wordy());
  const size_t fix = body.find("\nFix\n");
  const size_t full = body.find("\nIn full\n");
  ASSERT_NE(fix, std::string::npos);
  ASSERT_NE(full, std::string::npos);
  EXPECT_LE(full, 2000u);
  EXPECT_NE(body.find(std::string(80, 'f'), full), std::string::npos) << "full text further down";
}

TEST(BodyTextTest, StaysBelowItsLimitAndSaysWhatIsMissing) {
  const Narrative story = Wordy();
  const size_t whole = BodyText(story).size();
  for (const size_t limit : {400u, 2000u, 2500u, 4000u, 8000u, 16384u}) {
    const std::string body = BodyText(story, limit);
    EXPECT_LE(body.size(), limit);
    EXPECT_TRUE(body.starts_with(story.message + "\n"));
    EXPECT_EQ(whole > limit, body.find("bytes left out here") != std::string::npos) << limit;
  }
  EXPECT_TRUE(BodyText(story, 4000).ends_with("scenarios/a.xml:3\n")) << "the location stays";
}

TEST(BodyTextTest, HoldsTheWholeTextIfItFits) {
  const Narrative story = Wordy();
  EXPECT_EQ(BodyText(story, 1u << 20), BodyText(story));
}

}  // namespace
}  // namespace shakedown::report
