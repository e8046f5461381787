// The TLS-terminating proxy in front of the built-in peer and of things that are no TLS server.
#include "handshake/peer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "tests/support/peer_probe.h"
#include "tests/support/scripted_server.h"
#include "tests/support/test_authority.h"

namespace shakedown::handshake {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing_support::Need;
using testing_support::Probe;
using testing_support::ProbeOptions;
using testing_support::ProbeResult;
using testing_support::ProbeSocket;
using testing_support::ScriptedServer;
using testing_support::TestAuthority;
using testing_support::Try;

class TerminatorTest : public testing::TestWithParam<int> {
 protected:
  TerminatorTest() {
    PeerOptions options;
    for (const Behaviour behaviour :
         {Behaviour::kNone, Behaviour::kOptional, Behaviour::kStrict, Behaviour::kNginx}) {
      PeerHost host;
      host.name = std::string(ToString(behaviour)) + ".test";
      host.behaviour = behaviour;
      host.certificate = root_.Server(host.name);
      host.client_trust = root_.Trust();
      options.hosts.push_back(std::move(host));
    }
    origin_ = Need(Peer::Start(std::move(options)));
  }

  void StartInFrontOf(const attempt::Endpoint& origin, const std::string& sni) {
    front_ = Need(StartTerminator({front_identity_, origin, sni, 0}));
  }
  ProbeOptions Options(const std::string& host) const {
    ProbeOptions options;
    options.version = GetParam();
    options.sni = options.host = host;
    options.identity = root_.Client();
    return options;
  }
  ProbeResult AskFor(Behaviour behaviour) {
    const std::string name = std::string(ToString(behaviour)) + ".test";
    StartInFrontOf(origin_->endpoint(), name);
    return Try(front_->endpoint().port, Options(name));
  }

  const TestAuthority root_{"Trusted Root"};
  const pki::IdentityPtr front_identity_ = root_.Server("front.test");
  std::unique_ptr<Peer> origin_;
  std::unique_ptr<Peer> front_;
};

TEST_P(TerminatorTest, PassesTheOriginsPageOnAndNeverAsks) {
  const ProbeResult result = AskFor(Behaviour::kNginx);
  EXPECT_FALSE(result.requested);
  EXPECT_EQ(result.status, 400);
  EXPECT_EQ(result.title, "400 No required SSL certificate was sent");
  EXPECT_THAT(result.reply, HasSubstr("\r\nVia: 1.1 shakedown-terminator\r\n"));
  EXPECT_THAT(result.reply, HasSubstr("\r\nServer: shakedown-terminator\r\n"));
  EXPECT_THAT(result.reply, Not(HasSubstr("shakedown-peer")));
  EXPECT_TRUE(result.close_notify);
}

TEST_P(TerminatorTest, OpenAndOptionalOriginsAnswer) {
  EXPECT_EQ(AskFor(Behaviour::kNone).status, 200);
  const ProbeResult optional = AskFor(Behaviour::kOptional);
  EXPECT_EQ(optional.status, 200);
  EXPECT_THAT(optional.reply, HasSubstr("client: none"));
}

TEST_P(TerminatorTest, OriginThatRefusesInTlsIsABadGateway) {
  const ProbeResult result = AskFor(Behaviour::kStrict);
  EXPECT_EQ(result.status, 502);
  EXPECT_EQ(result.title, "502 Bad Gateway");
  EXPECT_TRUE(result.close_notify);
}

TEST_P(TerminatorTest, OriginThatIsNotThereIsABadGateway) {
  uint16_t gone = 0;
  {
    const auto closed = Need(StartConnectProxy({}));
    gone = closed->endpoint().port;
  }
  StartInFrontOf({"127.0.0.1", gone}, "x.test");
  EXPECT_EQ(Try(front_->endpoint().port, Options("x.test")).status, 502);
}

TEST_P(TerminatorTest, OriginThatSpeaksNoTlsIsABadGateway) {
  ScriptedServer clear([](int fd) {
    ScriptedServer::ReadSome(fd);
    ScriptedServer::Send(fd, "HTTP/1.1 200 OK\r\n\r\n");
  });
  StartInFrontOf({"127.0.0.1", clear.port()}, "x.test");
  EXPECT_EQ(Try(front_->endpoint().port, Options("x.test")).status, 502);
}

TEST_P(TerminatorTest, RequestBodiesPassAndTheirBoundsHold) {
  StartInFrontOf(origin_->endpoint(), "none.test");
  ProbeOptions options = Options("none.test");
  options.method = "POST";
  options.body = std::string(50'000, 'x');
  EXPECT_EQ(Try(front_->endpoint().port, std::move(options)).status, 200);

  Probe huge(front_->endpoint().port, Options("none.test"));
  ASSERT_TRUE(huge.Handshake());
  huge.Write("POST / HTTP/1.1\r\nHost: none.test\r\nContent-Length: 99999999\r\n\r\n");
  huge.ReadReply();
  EXPECT_EQ(huge.result().status, 413);

  Probe chunked(front_->endpoint().port, Options("none.test"));
  ASSERT_TRUE(chunked.Handshake());
  chunked.Write("POST / HTTP/1.1\r\nHost: none.test\r\nTransfer-Encoding: chunked\r\n\r\n");
  chunked.ReadReply();
  EXPECT_EQ(chunked.result().status, 411);
}

TEST_P(TerminatorTest, BadRequestsAreAnsweredHere) {
  StartInFrontOf(origin_->endpoint(), "none.test");
  Probe probe(front_->endpoint().port, Options("none.test"));
  ASSERT_TRUE(probe.Handshake());
  probe.Write("nonsense\r\n\r\n");
  probe.ReadReply();
  EXPECT_EQ(probe.result().title, "400 Bad Request");
  EXPECT_THAT(probe.result().reply, HasSubstr("Server: shakedown-terminator"));
}

TEST_P(TerminatorTest, StopsAtOnceWhileConversationsWait) {
  ScriptedServer* running = nullptr;
  ScriptedServer mute([&running](int fd) { running->HoldOpen(fd); });
  running = &mute;
  StartInFrontOf({"127.0.0.1", mute.port()}, "x.test");
  const ProbeSocket silent(front_->endpoint().port);
  Probe waiting(front_->endpoint().port, Options("x.test"));
  ASSERT_TRUE(waiting.Handshake());
  waiting.Write("GET / HTTP/1.1\r\nHost: x.test\r\n\r\n");
  const auto before = std::chrono::steady_clock::now();
  front_.reset();
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(1));
}

TEST_P(TerminatorTest, NeedsACertificate) {
  const auto started = StartTerminator({nullptr, origin_->endpoint(), "x.test", 0});
  ASSERT_FALSE(started.has_value());
  EXPECT_EQ(started.error().code(), ErrorCode::kUsage);
}

INSTANTIATE_TEST_SUITE_P(Versions, TerminatorTest, testing::Values(TLS1_2_VERSION, TLS1_3_VERSION),
                         testing_support::VersionName);

}  // namespace
}  // namespace shakedown::handshake
