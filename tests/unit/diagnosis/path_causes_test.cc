#include "diagnosis/diagnosis.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/diagnosis/expect_diagnosis.h"

namespace shakedown::diagnosis {
namespace {

using ::testing::HasSubstr;
using namespace testing_support;

// ---- TLS ends in front ------------------------------------------------------------------------

TEST(PathTlsTerminated, IsCertainWhenTheDirectWayAsksAndTheCertificatesDiffer) {
  const std::vector<attempt::Attempt> attempts = {
      Story().Called("direct").ServedBy("origin").Asks().PresentsNothing().NginxMissing(),
      Story().Called("proxied").At(9001).ServedBy("front").Finishes().NginxMissing()};
  const Diagnosis diagnosis = Explain(attempts, 1);
  EXPECT_EQ(Verdict(diagnosis), "path.tls-terminated (certain)");
  EXPECT_EQ(diagnosis.cause.fault, Fault::kPath);
  EXPECT_THAT(AllText(diagnosis.cause), HasSubstr("certificates differ"));
  EXPECT_EQ(Verdict(Explain(attempts, 0)), "client.no-identity (certain)");
}

TEST(PathTlsTerminated, IsCertainWhenTheReplyNamesTheFront) {
  const std::vector<attempt::Attempt> attempts = {
      Story().Called("direct").As(Alice()).Asks().Presents().Replies(200),
      Story().Called("proxied").As(Alice()).At(9001).Finishes().NginxMissing().Header("Via",
                                                                                      "1.1 front")};
  EXPECT_EQ(Verdict(Explain(attempts, 1)), "path.tls-terminated (certain)");
}

TEST(PathTlsTerminated, IsLikelyAlone) {
  EXPECT_EQ(Verdict(Explain(Story().Finishes().NginxMissing())), "path.tls-terminated (likely)");
  const Diagnosis diagnosis = Explain(
      Story().Sni("other.test").Host("a.test").Finishes().NginxMissing().Header("Via", "1.1 x"));
  EXPECT_TRUE(diagnosis.cause.id == "path.tls-terminated" ||
              Alternative(diagnosis, "path.tls-terminated") != nullptr);
}

TEST(PathTlsTerminated, SpeaksWhenTheAnswerComesFromBehind) {
  // The front asked and was shown a certificate; the server behind it says that none came.
  const Diagnosis diagnosis = Explain(Story().As(Alice()).Asks().Presents().NginxMissing());
  EXPECT_EQ(Verdict(diagnosis), "path.tls-terminated (likely)");
  EXPECT_THAT(diagnosis.cause.explanation, HasSubstr("behind the first"));
}

TEST(PathTlsTerminated, AGatewayErrorCountsOnlyBesideADirectAttempt) {
  const attempt::Attempt front = Story().At(9001).Finishes().Replies(502, "502 Bad Gateway");
  const Diagnosis alone = Explain(front);
  EXPECT_EQ(Verdict(alone), "accepted (likely)");
  EXPECT_NE(Alternative(alone, "path.tls-terminated"), nullptr);
  const std::vector<attempt::Attempt> attempts = {
      front, Story().Called("direct").Asks().PresentsNothing().Alert(116)};
  const Diagnosis compared = Explain(attempts);
  EXPECT_EQ(Verdict(compared), "path.tls-terminated (likely)");
  EXPECT_EQ(compared.outcome, Outcome::kRefused);
}

TEST(PathTlsTerminated, IsNotSaidOfAResumedSession) {
  const Diagnosis diagnosis = Explain(Story().As(Alice()).Resumes().NginxMissing());
  EXPECT_EQ(Alternative(diagnosis, "path.tls-terminated"), nullptr);
}

// ---- a device on the way ------------------------------------------------------------------------

attempt::Attempt ThroughProxy(bool trusted) {
  Story story;
  story.Called("proxied").As(Alice()).Connected().Proxy(200, "Connection established");
  story.ServedBy("inspection");
  attempt::Attempt attempt = story.Finishes().NginxMissing();
  for (attempt::Event& event : attempt.trace.events) {
    if (auto* checked = std::get_if<attempt::ServerChecked>(&event.body)) {
      checked->trusted = trusted;
      checked->chain.front().issuer = Dn("CN=Inspection CA");
    }
  }
  return attempt;
}

TEST(PathIntercepted, IsCertainWhenOnlyTheDirectCertificateIsTrusted) {
  const attempt::Attempt direct =
      Story().Called("direct").As(Alice()).ServedBy("origin").Asks().Presents().Replies(200);
  const Diagnosis diagnosis = Explain({ThroughProxy(false), direct});
  EXPECT_EQ(Verdict(diagnosis), "path.intercepted (certain)");
  EXPECT_THAT(AllText(diagnosis.cause), HasSubstr("'CN=Inspection CA'"));
  EXPECT_THAT(AllText(diagnosis.cause), HasSubstr("'CN=Server CA'"));
  EXPECT_EQ(Explain({ThroughProxy(true), direct}).cause.id, "path.tls-terminated");
}

TEST(PathIntercepted, AloneNeedsAProxysWord) {
  attempt::Attempt attempt = ThroughProxy(false);
  EXPECT_EQ(Alternative(Explain(attempt), "path.intercepted"), nullptr);
  std::get<attempt::HttpReply>(attempt.trace.events.back().body)
      .headers.emplace_back("X-Squid-Error", "ERR_ZERO_SIZE_OBJECT 0");
  EXPECT_EQ(Verdict(Explain(attempt)), "path.intercepted (likely)");
}

// ---- before TLS -------------------------------------------------------------------------------

TEST(PathProxyRefused, NamesTheProxyAndItsAnswer) {
  for (const int status : {403, 407, 502, 0}) {
    const Diagnosis diagnosis = Explain(Story().Connected().Proxy(status, "its words"));
    EXPECT_EQ(Verdict(diagnosis), "path.proxy-refused (certain)");
    EXPECT_EQ(diagnosis.outcome, Outcome::kNoVerdict);
    EXPECT_EQ(diagnosis.layer, Layer::kConnect);
    EXPECT_THAT(diagnosis.cause.summary, HasSubstr("http://proxy.test:3128"));
  }
}

/// All that the diagnosis of a refused hop says, line by line.
std::string Said(const attempt::ProxyReply& reply, attempt::Hop hop) {
  Story story;
  story.Connected().Proxy(0, "").As(Alice());
  attempt::Attempt attempt = story;
  hop.endpoint = {"proxy.test", 3128};
  attempt.spec.via = {hop};
  attempt.trace.events.back().body = reply;
  const Diagnosis diagnosis = Explain(attempt);
  EXPECT_EQ(Verdict(diagnosis), "path.proxy-refused (certain)");
  std::string said =
      diagnosis.observed + " / " + diagnosis.cause.summary + " / " + diagnosis.cause.explanation;
  for (const auto& evidence : diagnosis.cause.evidence) said += " / " + evidence.text;
  for (const auto& fix : diagnosis.cause.fixes) said += " / " + fix;
  EXPECT_TRUE(IsPlainAscii(said)) << said;
  EXPECT_THAT(said, HasSubstr("proxy.test:3128"));
  EXPECT_THAT(said, Not(HasSubstr("hunter2")));
  return said;
}

attempt::ProxyReply Refused(int status, attempt::ProxyReply::Stage stage) {
  attempt::ProxyReply reply{0, false, status, status == 0 ? "" : "its words"};
  reply.stage = stage;
  return reply;
}

constexpr attempt::Hop::Kind kHttp = attempt::Hop::Kind::kHttpConnect;
constexpr attempt::Hop::Kind kSocks = attempt::Hop::Kind::kSocks5;
using Stage = attempt::ProxyReply::Stage;
using Login = attempt::ProxyReply::Login;

TEST(PathProxyRefused, TellsWhatALoginNeeds) {
  attempt::ProxyReply reply = Refused(407, Stage::kTunnel);
  reply.schemes = {"Basic", "Negotiate"};
  const std::string wanted = Said(reply, {kHttp});
  EXPECT_THAT(wanted, HasSubstr("offers Basic and Negotiate"));
  EXPECT_THAT(wanted, HasSubstr("http://USER:env:NAME@proxy.test:3128"));
  EXPECT_THAT(wanted, HasSubstr("no credentials were sent"));
  reply.login = Login::kSent;
  const std::string wrong = Said(reply, {kHttp, {}, {"bob", "hunter2", "", false}});
  EXPECT_THAT(wrong, HasSubstr("refused the credentials with status 407"));
  EXPECT_THAT(wrong, HasSubstr("correct user and password"));
  reply.login = Login::kWithheld;
  reply.certificate_problem = "it is not for this name";
  const std::string withheld = Said(reply, {kHttp, {}, {"bob", "hunter2", "", false}});
  EXPECT_THAT(withheld, HasSubstr("it is not for this name"));
  reply.login = Login::kNone;
  reply.schemes = {"Negotiate"};
  EXPECT_THAT(Said(reply, {kHttp}), HasSubstr("have the proxy offer Basic"));
}

TEST(PathProxyRefused, TellsWhatWasNotReached) {
  attempt::ProxyReply reply = Refused(503, Stage::kTunnel);
  reply.detail = "X-Squid-Error: ERR_CONNECT_FAIL 111";
  const std::string said = Said(reply, {kHttp});
  EXPECT_THAT(said, HasSubstr("could not reach gate.test:8443"));
  EXPECT_THAT(said, HasSubstr("ERR_CONNECT_FAIL 111"));
  EXPECT_THAT(Said(Refused(5, Stage::kTunnel), {kSocks}), HasSubstr("could not reach"));
  EXPECT_THAT(Said(Refused(2, Stage::kTunnel), {kSocks}), HasSubstr("does not allow"));
  EXPECT_THAT(Said(Refused(8, Stage::kTunnel), {kSocks}), HasSubstr("socks5h://"));
  EXPECT_THAT(Said(Refused(0, Stage::kTunnel), {kSocks}), HasSubstr("SOCKS5"));
}

TEST(PathProxyRefused, TellsWhichStepOfSocksFailed) {
  EXPECT_THAT(Said(Refused(255, Stage::kMethod), {kSocks}), HasSubstr("wants a login"));
  EXPECT_THAT(Said(Refused(255, Stage::kMethod), {kSocks, {}, {"bob", "hunter2", "", false}}),
              HasSubstr("accepts none of the offered ways"));
  EXPECT_THAT(Said(Refused(1, Stage::kLogin), {kSocks, {}, {"bob", "hunter2", "", false}}),
              HasSubstr("refused user and password"));
  EXPECT_THAT(Said(Refused(0, Stage::kName), {kSocks}), HasSubstr("socks5h://"));
}

TEST(PathProxyRefused, TellsSilenceFromAClose) {
  attempt::ProxyReply reply = Refused(0, Stage::kTunnel);
  reply.timed_out = true;
  EXPECT_THAT(Said(reply, {kHttp}), HasSubstr("did not answer in time"));
  reply.timed_out = false;
  reply.closed = true;
  EXPECT_THAT(Said(reply, {kHttp}), HasSubstr("closed"));
  EXPECT_THAT(Said(Refused(0, Stage::kTls), {kHttp}), HasSubstr("TLS"));
}

TEST(PathProxyRefused, SaysWhoChoseTheProxy) {
  const std::string said = Said(Refused(403, Stage::kTunnel), {kHttp, {}, {}, "", "HTTPS_PROXY"});
  EXPECT_THAT(said, HasSubstr("the environment variable HTTPS_PROXY chose this proxy"));
  EXPECT_THAT(said, HasSubstr("--via direct"));
}

TEST(PathUnreachable, SaysWhichStepFailed) {
  using Reason = attempt::ConnectFailed::Reason;
  EXPECT_THAT(Explain(Story().ConnectFails(Reason::kResolve)).cause.summary,
              HasSubstr("does not resolve"));
  EXPECT_THAT(Explain(Story().ConnectFails(Reason::kRefused)).cause.summary,
              HasSubstr("nothing accepts connections at gate.test:8443"));
  for (const Reason reason : {Reason::kResolve, Reason::kRefused, Reason::kUnreachable,
                              Reason::kTimedOut, Reason::kOther}) {
    const Diagnosis diagnosis = Explain(Story().ConnectFails(reason));
    EXPECT_EQ(Verdict(diagnosis), "path.unreachable (certain)");
    EXPECT_EQ(diagnosis.outcome, Outcome::kNoVerdict);
  }
}

TEST(PathUnreachable, CoversSilenceBeforeTheFirstOctet) {
  using Wait = attempt::DeadlineHit::Wait;
  EXPECT_EQ(Verdict(Explain(Story().Deadline(Wait::kConnect))), "path.unreachable (certain)");
  EXPECT_EQ(Verdict(Explain(Story().Hello().Deadline(Wait::kHandshake))),
            "path.unreachable (likely)");
  // Once the server spoke TLS, silence is something else.
  EXPECT_EQ(Explain(Story().Asks().Deadline(Wait::kHandshake)).cause.id, "undetermined");
}

TEST(PathPlainHttp, IsReadFromTheFirstOctets) {
  EXPECT_EQ(Verdict(Explain(Story().Stranger("HTTP/1.1 400 Bad Request\r\n"))),
            "path.plain-http (certain)");
  EXPECT_EQ(Verdict(Explain(Story().Stranger("SSH-2.0-OpenSSH"))), "path.plain-http (likely)");
  EXPECT_EQ(Verdict(Explain(Story().Stranger("220 mail.test ESMTP\r\n"))),
            "path.starttls-missing (certain)");
}

// ---- negotiation ------------------------------------------------------------------------------

TEST(PathNegotiation, IsReadFromAlertsBeforeServerHello) {
  const std::tuple<int, const char*> cases[] = {
      {70, "path.no-common-version (certain)"}, {40, "path.no-common-cipher (likely)"},
      {71, "path.no-common-cipher (likely)"},   {112, "path.unknown-name (certain)"},
      {120, "path.no-common-alpn (certain)"},   {80, "path.unknown-name (possible)"},
  };
  for (const auto& [code, verdict] : cases) {
    const Diagnosis diagnosis = Explain(Story().Hello().Alert(code));
    EXPECT_EQ(Verdict(diagnosis), verdict);
    EXPECT_EQ(diagnosis.outcome, Outcome::kRefused);
    EXPECT_EQ(diagnosis.layer, Layer::kTls);
  }
}

TEST(PathNegotiation, IsNotSaidAfterServerHello) {
  for (const int code : {70, 40, 71}) {
    const Diagnosis diagnosis = Explain(Story::Tls12().As(Alice()).Asks().Presents().Alert(code));
    EXPECT_FALSE(diagnosis.cause.id.starts_with("path.no-common")) << code;
  }
}

// ---- no word at all ---------------------------------------------------------------------------

TEST(PathClosedWithoutReason, IsAllThatCanBeSaid) {
  using How = attempt::PeerClosed::How;
  for (const How how : {How::kFin, How::kReset, How::kCloseNotify}) {
    const Diagnosis diagnosis =
        Explain(Story().As(Checked(Alice())).Asks().Presents().Requests().Closes(how));
    EXPECT_EQ(Verdict(diagnosis), "path.closed-without-reason (likely)");
    EXPECT_EQ(diagnosis.outcome, Outcome::kRefused);
  }
}

TEST(PathClosedWithoutReason, BeforeServerHelloIsNoVerdict) {
  const Diagnosis diagnosis = Explain(Story().Hello().Closes());
  EXPECT_EQ(Verdict(diagnosis), "path.closed-without-reason (possible)");
  EXPECT_EQ(diagnosis.outcome, Outcome::kNoVerdict);
}

// ---- the other way round ----------------------------------------------------------------------

TEST(ServerCertificate, IsRefusedByTheClientsOwnAlert) {
  attempt::ServerChecked checked;
  checked.chain = {Leaf("CN=gate.test", "CN=Server CA")};
  checked.checked = true;
  checked.name_matches = true;
  checked.problem = "its issuer is not in the CA file";
  const auto refused = [](const attempt::ServerChecked& server) {
    Story story;
    story.Asks().Add(server);
    return Explain(story.Alert(48, attempt::Side::kClient));
  };
  EXPECT_EQ(Verdict(refused(checked)), "server-certificate.untrusted (certain)");
  checked.expired = true;
  EXPECT_EQ(Verdict(refused(checked)), "server-certificate.expired (certain)");
  checked.expired = false;
  checked.trusted = true;
  checked.name_matches = false;
  EXPECT_EQ(Verdict(refused(checked)), "server-certificate.name-mismatch (certain)");
  checked.name_matches = true;
  EXPECT_EQ(refused(checked).cause.id, "undetermined");
}

}  // namespace
}  // namespace shakedown::diagnosis
