// Requests in TLS 1.3 early data: sent by the client, taken or not by the built-in peer.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "handshake/client.h"
#include "handshake/peer.h"
#include "tests/support/client_run.h"
#include "tests/support/peer_probe.h"
#include "tests/support/test_authority.h"

namespace shakedown::handshake {
namespace {

using attempt::EarlyDataFate;
using attempt::EarlyDataFateOf;
using attempt::First;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using testing_support::EventNames;
using testing_support::Need;
using testing_support::SpecFor;
using testing_support::TestAuthority;

class EarlyDataTest : public testing::Test {
 protected:
  EarlyDataTest() {
    PeerOptions options;
    options.hosts = {Host("answer.test", Behaviour::kStrict, EarlyData::kAnswer),
                     Host("early.test", Behaviour::kStrict, EarlyData::kTooEarly),
                     Host("refuse.test", Behaviour::kStrict, EarlyData::kRefuse),
                     Host("once.test", Behaviour::kStrict, EarlyData::kOnce),
                     Host("open.test", Behaviour::kNone, EarlyData::kAnswer)};
    peer_ = Need(Peer::Start(std::move(options)));
  }

  PeerHost Host(const std::string& name, Behaviour behaviour, EarlyData early) const {
    PeerHost host;
    host.name = name;
    host.behaviour = behaviour;
    host.certificate = root_.Server(name);
    host.client_trust = root_.Trust();
    host.early_data = early;
    return host;
  }

  attempt::HandshakeSpec Spec(const std::string& host,
                              tls::Version version = tls::Version::kTls13) const {
    attempt::HandshakeSpec spec = SpecFor(peer_->endpoint().port, version);
    spec.sni = host;
    spec.request->host = host;
    return spec;
  }

  HandshakeResult Run(const attempt::HandshakeSpec& spec, const pki::IdentityPtr& identity,
                      const SessionPtr& resume) {
    Result<HandshakeResult> result = client_.Run(spec, identity, resume);
    if (result) return std::move(*result);
    ADD_FAILURE() << result.error().Text();
    return {};
  }

  /// A full handshake with a certificate at `first`, then early data without one at `second`.
  attempt::HandshakeTrace Twice(const std::string& first, const std::string& second,
                                tls::Version version = tls::Version::kTls13) {
    const HandshakeResult full = Run(Spec(first, version), root_.Client(), nullptr);
    EXPECT_NE(full.session, nullptr);
    attempt::HandshakeSpec spec = Spec(second, version);
    spec.early_data = true;
    return Run(spec, nullptr, full.session).trace;
  }

  const TestAuthority root_{"Trusted Root"};
  std::unique_ptr<Peer> peer_;
  Client client_{{}};
};

TEST_F(EarlyDataTest, IsAnsweredWithTheIdentityOfTheSession) {
  const attempt::HandshakeTrace trace = Twice("answer.test", "answer.test");
  EXPECT_EQ(EarlyDataFateOf(trace), EarlyDataFate::kAnswered);
  const auto reply = First<attempt::HttpReply>(trace);
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->status, 200);
  EXPECT_THAT(reply->body, HasSubstr("client: CN=client good"));
  EXPECT_THAT(reply->body, HasSubstr("early-data: yes"));
  // It left before anything came back, and counts as the one request.
  const auto early = First<attempt::EarlyDataSent>(trace);
  const auto hello = FirstMessage(trace, attempt::Side::kServer, tls::HandshakeType::kServerHello);
  EXPECT_LT(early.number, hello.number);
  ASSERT_EQ(Exchanges(trace).size(), 1U);
  EXPECT_TRUE(First<attempt::RequestSent>(trace)->early);
  EXPECT_EQ(First<attempt::RequestSent>(trace)->octets, early->octets);
}

TEST_F(EarlyDataTest, IsToldTooEarly) {
  const attempt::HandshakeTrace trace = Twice("early.test", "early.test");
  EXPECT_EQ(EarlyDataFateOf(trace), EarlyDataFate::kTooEarly);
  EXPECT_EQ(First<attempt::HttpReply>(trace)->status, 425);
}

TEST_F(EarlyDataTest, IsNotSentWhereTheSessionAllowsNone) {
  const attempt::HandshakeTrace trace = Twice("refuse.test", "refuse.test");
  EXPECT_EQ(EarlyDataFateOf(trace), EarlyDataFate::kNone);
  EXPECT_THAT(EventNames(trace), Not(Contains("EarlyData")));
  EXPECT_TRUE(attempt::Resumed(trace));
  EXPECT_EQ(First<attempt::HttpReply>(trace)->status, 200);
}

TEST_F(EarlyDataTest, IsNotSentInTls12) {
  const attempt::HandshakeTrace trace = Twice("answer.test", "answer.test", tls::Version::kTls12);
  EXPECT_EQ(EarlyDataFateOf(trace), EarlyDataFate::kNone);
  EXPECT_EQ(First<attempt::HttpReply>(trace)->status, 200);
}

TEST_F(EarlyDataTest, IsRejectedWithASessionOfAnotherHostAndSentAgain) {
  // From the strict to the open host the session is resumed, but early data stays with its name.
  const attempt::HandshakeTrace trace = Twice("answer.test", "open.test");
  EXPECT_EQ(EarlyDataFateOf(trace), EarlyDataFate::kRejected);
  const auto reply = First<attempt::HttpReply>(trace);
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->status, 200);
  EXPECT_THAT(reply->body, Not(HasSubstr("early-data")));
  const auto request = First<attempt::RequestSent>(trace);
  ASSERT_TRUE(request);
  EXPECT_FALSE(request->early);
}

TEST_F(EarlyDataTest, WithAnOpenHostsSessionOpensNoDoor) {
  const HandshakeResult open = Run(Spec("open.test"), nullptr, nullptr);
  ASSERT_NE(open.session, nullptr);
  attempt::HandshakeSpec spec = Spec("answer.test");
  spec.early_data = true;
  const attempt::HandshakeTrace trace = Run(spec, nullptr, open.session).trace;
  EXPECT_TRUE(First<attempt::EarlyDataSent>(trace));
  EXPECT_FALSE(First<attempt::HttpReply>(trace));
  const auto alert = FatalAlert(trace, attempt::Side::kServer);
  ASSERT_TRUE(alert);
  EXPECT_EQ(alert->description, tls::AlertDescription::kAccessDenied);
}

TEST_F(EarlyDataTest, IsFollowedByFurtherRequestsInOrder) {
  const HandshakeResult full = Run(Spec("answer.test"), root_.Client(), nullptr);
  attempt::HandshakeSpec spec = Spec("answer.test");
  spec.early_data = true;
  attempt::HttpRequest second = *spec.request;
  second.path = "/second";
  spec.further_requests.push_back(second);
  const attempt::HandshakeTrace trace = Run(spec, nullptr, full.session).trace;
  // The peer closes after its first answer, which is that of the early request.
  EXPECT_EQ(EarlyDataFateOf(trace), EarlyDataFate::kAnswered);
  EXPECT_THAT(First<attempt::HttpReply>(trace)->body, HasSubstr("path: /\n"));
}

TEST(EarlyDataNames, AreThoseOfSuites) {
  EXPECT_EQ(EarlyDataFromName("refuse"), EarlyData::kRefuse);
  EXPECT_EQ(EarlyDataFromName("too-early"), EarlyData::kTooEarly);
  EXPECT_EQ(EarlyDataFromName("answer"), EarlyData::kAnswer);
  EXPECT_EQ(EarlyDataFromName("yes"), std::nullopt);
}

/// The same flight on a connection of its own first.
attempt::HandshakeTrace EarlyDataReplayed(Client& client, attempt::HandshakeSpec spec,
                                          const pki::IdentityPtr& identity) {
  const auto full = client.Run(spec, identity, nullptr);
  EXPECT_TRUE(full);
  if (!full) return {};
  spec.early_data = true;
  spec.replayed = true;
  const auto replayed = client.Run(spec, nullptr, full->session);
  EXPECT_TRUE(replayed);
  return replayed ? replayed->trace : attempt::HandshakeTrace();
}

TEST_F(EarlyDataTest, TheSameFlightIsAnsweredTwiceWhereNobodyCounts) {
  const auto trace = EarlyDataReplayed(client_, Spec("answer.test"), root_.Client());
  EXPECT_EQ(EarlyDataFateOf(trace), EarlyDataFate::kAnswered);
  EXPECT_THAT(EventNames(trace), Contains("Damaged")) << "the first time is told";
}

TEST_F(EarlyDataTest, TheSameFlightIsAnsweredOnceWhereItIsCounted) {
  EXPECT_EQ(EarlyDataFateOf(Twice("once.test", "once.test")), EarlyDataFate::kAnswered);
  const auto trace = EarlyDataReplayed(client_, Spec("once.test"), root_.Client());
  EXPECT_EQ(EarlyDataFateOf(trace), EarlyDataFate::kRejected);
  // As 1-RTT it counts, with the identity of the session.
  EXPECT_EQ(First<attempt::HttpReply>(trace)->status, 200);
}

}  // namespace
}  // namespace shakedown::handshake
