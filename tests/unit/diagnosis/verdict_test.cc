#include "diagnosis/verdict.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/trace_builder.h"

namespace shakedown::diagnosis {
namespace {

using ::testing::HasSubstr;
using testing_support::Alice;
using testing_support::Story;

attempt::HttpReply ReplyOf(int status, const std::string& title = "",
                           const std::string& body = "") {
  attempt::HttpReply reply;
  reply.status = status;
  reply.title = title;
  reply.body = body;
  return reply;
}

TEST(Verdict, PagesAreToldApart) {
  EXPECT_EQ(PageOf(ReplyOf(200, "The SSL certificate error")), Page::kFine);
  EXPECT_EQ(PageOf(ReplyOf(302)), Page::kFine);
  EXPECT_EQ(PageOf(ReplyOf(400, "400 No required SSL certificate was sent")),
            Page::kMissingCertificate);
  EXPECT_EQ(PageOf(ReplyOf(400, "400 The SSL certificate error")), Page::kBadCertificate);
  EXPECT_EQ(PageOf(ReplyOf(400, "", "<center>The SSL certificate error</center>")),
            Page::kBadCertificate);
  EXPECT_EQ(PageOf(ReplyOf(495)), Page::kBadCertificate);
  EXPECT_EQ(PageOf(ReplyOf(496)), Page::kMissingCertificate);
  EXPECT_EQ(PageOf(ReplyOf(421)), Page::kMisdirected);
  EXPECT_EQ(PageOf(ReplyOf(403, "403 Forbidden",
                           "Reason: Cannot perform Post-Handshake Authentication.")),
            Page::kPostHandshake);
  EXPECT_EQ(PageOf(ReplyOf(403, "403 Forbidden")), Page::kForbidden);
  EXPECT_EQ(PageOf(ReplyOf(401)), Page::kForbidden);
  EXPECT_EQ(PageOf(ReplyOf(403, "", "Client certificate required")), Page::kSomeCertificate);
  EXPECT_EQ(PageOf(ReplyOf(404, "Not found", "no client certificate page here")), Page::kUnrelated);
  EXPECT_EQ(PageOf(ReplyOf(500)), Page::kUnrelated);
  EXPECT_EQ(PageOf(ReplyOf(502)), Page::kGateway);
}

struct Ended {
  const char* name;
  attempt::Attempt attempt;
  Ending ending;
  Outcome outcome;
  Layer layer;
  const char* stage;
  const char* observed;
};

TEST(Verdict, ReadsHowAnAttemptEnded) {
  using attempt::ConnectFailed;
  using attempt::DeadlineHit;
  const Ended cases[] = {
      {"nothing", Story(), Ending::kNothing, Outcome::kNoVerdict, Layer::kNone, "before anything",
       "nothing was seen"},
      {"refused", Story().ConnectFails(ConnectFailed::Reason::kRefused), Ending::kNotConnected,
       Outcome::kNoVerdict, Layer::kConnect, "before a connection", "connection refused"},
      {"proxy", Story().Connected().Proxy(407, "HTTP/1.1 407 log in"), Ending::kProxyRefused,
       Outcome::kNoVerdict, Layer::kConnect, "forward proxy", "proxy 1 answered"},
      {"plain", Story().Stranger("HTTP/1.1 400 Bad"), Ending::kNotTls, Outcome::kNoVerdict,
       Layer::kConnect, "before any TLS", "HTTP/1.1 400"},
      {"alert at hello", Story().Hello().Alert(70), Ending::kServerAlert, Outcome::kRefused,
       Layer::kTls, "before ServerHello", "alert protocol_version (70) from the server"},
      {"alert in 1.2", Story::Tls12().As(Alice()).Asks().Presents().Alert(48), Ending::kServerAlert,
       Outcome::kRefused, Layer::kTls, "(TLSv1.2)", "unknown_ca (48)"},
      {"alert in 1.3", Story().As(Alice()).Asks().Presents().Alert(48), Ending::kServerAlert,
       Outcome::kRefused, Layer::kTls, "Certificate and Finished (TLSv1.3)", "unknown_ca (48)"},
      {"alert after request", Story().As(Alice()).Asks().Presents().Requests().Alert(116),
       Ending::kServerAlert, Outcome::kRefused, Layer::kTls, "after the HTTP request", "(116)"},
      {"own alert", Story().Asks().Alert(42, attempt::Side::kClient), Ending::kClientAlert,
       Outcome::kNoVerdict, Layer::kTls, "after ServerHello", "from the client"},
      {"page", Story().Asks().PresentsNothing().NginxMissing(), Ending::kReply, Outcome::kRefused,
       Layer::kHttp, "after the HTTP request", "HTTP 400 \"No required SSL certificate was sent\""},
      {"ok", Story().Asks().PresentsNothing().Replies(200), Ending::kReply, Outcome::kAccepted,
       Layer::kHttp, "after the HTTP request", "HTTP 200"},
      {"not found", Story().Asks().PresentsNothing().Replies(404, "404 Not Found"), Ending::kReply,
       Outcome::kAccepted, Layer::kHttp, "after the HTTP request", "TLS let the client in"},
      {"closed", Story().Asks().PresentsNothing().Requests().Closes(), Ending::kClosed,
       Outcome::kRefused, Layer::kTls, "after the HTTP request", "closed the connection"},
      {"closed at hello", Story().Hello().Closes(), Ending::kClosed, Outcome::kNoVerdict,
       Layer::kTls, "before ServerHello", "closed"},
      {"quiet", Story().ListenOnly().Asks().PresentsNothing().Quiet(), Ending::kFinished,
       Outcome::kAccepted, Layer::kTls, "Finished (TLSv1.3)", "no objection within 300ms"},
      {"ticket", Story().ListenOnly().Asks().PresentsNothing().Ticket(), Ending::kFinished,
       Outcome::kAccepted, Layer::kTls, "Finished (TLSv1.3)", "session ticket"},
      {"closed after quiet", Story().ListenOnly().Asks().PresentsNothing().Quiet().Closes(),
       Ending::kFinished, Outcome::kAccepted, Layer::kTls, "Finished", "no objection"},
      {"closed instead of quiet", Story().ListenOnly().Asks().PresentsNothing().Closes(),
       Ending::kClosed, Outcome::kRefused, Layer::kTls, "Finished", "closed"},
      {"closed after a ticket", Story().ListenOnly().Asks().PresentsNothing().Ticket().Closes(),
       Ending::kClosed, Outcome::kRefused, Layer::kTls, "Finished", "closed"},
      {"closed after TLS 1.2",
       Story::Tls12().ListenOnly().Asks().PresentsNothing().Ticket().Closes(), Ending::kClosed,
       Outcome::kRefused, Layer::kTls, "Finished", "closed"},
      {"late reply",
       Story().Asks().PresentsNothing().Requests().Deadline(DeadlineHit::Wait::kReply),
       Ending::kDeadline, Outcome::kNoVerdict, Layer::kTls, "after the HTTP request",
       "no answer within 5s"},
  };
  for (const Ended& ended : cases) {
    SCOPED_TRACE(ended.name);
    const Verdict verdict = ReadVerdict(ended.attempt);
    EXPECT_EQ(verdict.ending, ended.ending);
    EXPECT_EQ(verdict.outcome, ended.outcome);
    EXPECT_EQ(verdict.layer, ended.layer);
    EXPECT_THAT(StageOf(ended.attempt, verdict), HasSubstr(ended.stage));
    EXPECT_THAT(ObservedOf(ended.attempt, verdict), HasSubstr(ended.observed));
  }
}

TEST(Verdict, Tls12IsJudgedBeforeItsFinished) {
  const attempt::Attempt quiet = Story::Tls12().ListenOnly().Asks().PresentsNothing().Ticket();
  EXPECT_EQ(ReadVerdict(quiet).outcome, Outcome::kAccepted);
  EXPECT_TRUE(ReadVerdict(quiet).tls_accepted);
}

TEST(Verdict, FinishedInTls13IsNotYetAccepted) {
  const attempt::Attempt attempt = Story().ListenOnly().Asks().PresentsNothing();
  EXPECT_EQ(ReadVerdict(attempt).outcome, Outcome::kNoVerdict);
  EXPECT_FALSE(ReadVerdict(attempt).tls_accepted);
}

}  // namespace
}  // namespace shakedown::diagnosis
