#include "attempt/trace_view.h"

#include <gtest/gtest.h>

namespace shakedown::attempt {
namespace {

using tls::AlertDescription;
using tls::AlertLevel;
using tls::HandshakeType;
using tls::Version;

void Add(HandshakeTrace& trace, EventBody body) { trace.events.push_back({{}, std::move(body)}); }

void AddMessage(HandshakeTrace& trace, Side from, HandshakeType type, tls::MessageBody body = {}) {
  Add(trace, Message{from, type, {}, std::move(body), {}});
}

tls::ServerHello Hello(Version version) {
  tls::ServerHello hello;
  hello.version = version;
  return hello;
}

tls::CertificateRequest Request(Version version) {
  tls::CertificateRequest request;
  request.version = version;
  return request;
}

TEST(TraceView, FirstAndLastTellTheEventNumber) {
  HandshakeTrace trace;
  EXPECT_FALSE(First<Connected>(trace));
  EXPECT_EQ(Last<Connected>(trace).number, -1);
  Add(trace, Connected{"127.0.0.1", 1});
  Add(trace, NotTls{});
  Add(trace, Connected{"127.0.0.1", 2});
  EXPECT_EQ(First<Connected>(trace).number, 0);
  EXPECT_EQ(Last<Connected>(trace)->port, 2);
}

TEST(TraceView, RequestsKnowWhenTheyCame) {
  for (const Version version : {Version::kTls12, Version::kTls13}) {
    HandshakeTrace trace;
    AddMessage(trace, Side::kServer, HandshakeType::kCertificateRequest, Request(version));
    Add(trace, HandshakeReturned{.ok = true, .version = version});
    AddMessage(trace, Side::kServer, HandshakeType::kCertificateRequest, Request(version));
    AddMessage(trace, Side::kClient, HandshakeType::kCertificateRequest, Request(version));
    const auto requests = CertificateRequests(trace);
    ASSERT_EQ(requests.size(), 2u);
    EXPECT_EQ(requests[0].when, RequestTime::kHandshake);
    EXPECT_EQ(requests[0].number, 0);
    EXPECT_EQ(requests[1].when, version == Version::kTls13 ? RequestTime::kPostHandshake
                                                           : RequestTime::kRenegotiation);
    EXPECT_EQ(requests[1].number, 2);
  }
}

TEST(TraceView, SentMeansNotEmptyAndTheLastMessageCounts) {
  HandshakeTrace trace;
  EXPECT_FALSE(ClientCertificateSent(trace).has_value());
  AddMessage(trace, Side::kServer, HandshakeType::kCertificate, tls::CertificateMessage{});
  EXPECT_FALSE(ClientCertificateSent(trace).has_value());
  AddMessage(trace, Side::kClient, HandshakeType::kCertificate, tls::CertificateMessage{});
  EXPECT_EQ(ClientCertificateSent(trace), std::optional(false));
  tls::CertificateMessage full;
  full.entries.resize(1);
  AddMessage(trace, Side::kClient, HandshakeType::kCertificate, full);
  EXPECT_EQ(ClientCertificateSent(trace), std::optional(true));
  EXPECT_EQ(ClientCertificate(trace).number, 2);
}

TEST(TraceView, UndecodedCertificateIsUnknown) {
  HandshakeTrace trace;
  AddMessage(trace, Side::kClient, HandshakeType::kCertificate);
  EXPECT_FALSE(ClientCertificateSent(trace).has_value());
}

AlertSeen AlertOf(AlertLevel level, AlertDescription description, Side from = Side::kServer) {
  return {from, level, description, Phase::kAfterFinished};
}

TEST(TraceView, FatalAlertSkipsWarningsBeforeTls13) {
  HandshakeTrace trace;
  AddMessage(trace, Side::kServer, HandshakeType::kServerHello, Hello(Version::kTls12));
  Add(trace, AlertOf(AlertLevel::kWarning, AlertDescription::kNoRenegotiation));
  Add(trace, AlertOf(AlertLevel::kFatal, AlertDescription::kBadCertificate, Side::kClient));
  EXPECT_FALSE(FatalAlert(trace, Side::kServer));
  Add(trace, AlertOf(AlertLevel::kFatal, AlertDescription::kUnknownCa));
  EXPECT_EQ(FatalAlert(trace, Side::kServer).number, 3);
  EXPECT_EQ(FatalAlert(trace, Side::kClient)->description, AlertDescription::kBadCertificate);
}

TEST(TraceView, Tls13IgnoresTheLevelOctet) {
  HandshakeTrace trace;
  AddMessage(trace, Side::kServer, HandshakeType::kServerHello, Hello(Version::kTls13));
  Add(trace, AlertOf(AlertLevel::kWarning, AlertDescription::kUserCanceled));
  Add(trace, AlertOf(AlertLevel::kWarning, AlertDescription::kCloseNotify));
  EXPECT_FALSE(FatalAlert(trace, Side::kServer));
  Add(trace, AlertOf(AlertLevel::kWarning, AlertDescription::kUnknownCa));
  EXPECT_TRUE(FatalAlert(trace, Side::kServer));
}

TEST(TraceView, TicketsCountOnlyAfterTheLastWordOfTheClient) {
  HandshakeTrace trace;
  AddMessage(trace, Side::kServer, HandshakeType::kNewSessionTicket);
  EXPECT_FALSE(TicketAfterFinished(trace));
  AddMessage(trace, Side::kClient, HandshakeType::kFinished);
  EXPECT_FALSE(TicketAfterFinished(trace));
  AddMessage(trace, Side::kServer, HandshakeType::kNewSessionTicket);
  AddMessage(trace, Side::kServer, HandshakeType::kNewSessionTicket);
  EXPECT_EQ(TicketAfterFinished(trace).number, 2);
  // Post-handshake authentication: the tickets of the first handshake prove nothing any more.
  AddMessage(trace, Side::kClient, HandshakeType::kCertificate, tls::CertificateMessage{});
  EXPECT_FALSE(TicketAfterFinished(trace));
}

TEST(TraceView, VersionComesFromTheHandshakeOrServerHello) {
  HandshakeTrace trace;
  Add(trace, HandshakeReturned{.ok = false, .version = Version::kTls13});
  EXPECT_FALSE(NegotiatedVersion(trace).has_value());
  AddMessage(trace, Side::kServer, HandshakeType::kServerHello, Hello(Version::kTls12));
  EXPECT_EQ(NegotiatedVersion(trace), std::optional(Version::kTls12));
  HandshakeTrace done;
  Add(done, HandshakeReturned{.ok = true, .version = Version::kTls11});
  EXPECT_EQ(NegotiatedVersion(done), std::optional(Version::kTls11));
}

TEST(TraceView, ResumptionIsSeenEvenIfTheHandshakeFails) {
  HandshakeTrace trace;
  EXPECT_FALSE(Resumed(trace));
  tls::ServerHello hello = Hello(Version::kTls13);
  hello.selected_psk = 0;
  AddMessage(trace, Side::kServer, HandshakeType::kServerHello, hello);
  EXPECT_TRUE(Resumed(trace));
  HandshakeTrace done;
  Add(done, HandshakeReturned{.ok = true, .resumed = true});
  EXPECT_TRUE(Resumed(done));
}

TEST(TraceView, HeadersAreComparedWithoutCase) {
  HttpReply reply;
  reply.headers = {{"sErver", "nginx"}, {"Server", "second"}};
  EXPECT_EQ(Header(reply, "Server"), "nginx");
  EXPECT_EQ(Header(reply, "Via"), "");
}

TEST(TraceView, WordsAreTheOnesOfTheReports) {
  EXPECT_STREQ(ToString(Phase::kBeforeServerHello), "before-server-hello");
  EXPECT_STREQ(ToString(Phase::kAfterRequest), "after-request");
  EXPECT_STREQ(ToString(PeerClosed::How::kCloseNotify), "close_notify");
  EXPECT_STREQ(ToString(PeerClosed::How::kReset), "rst");
  EXPECT_STREQ(ToString(RequestTime::kPostHandshake), "post-handshake");
  EXPECT_STREQ(ToString(DeadlineHit::Wait::kReply), "reply");
  EXPECT_STREQ(ToString(Side::kServer), "server");
}

}  // namespace
}  // namespace shakedown::attempt
