// The CONNECT proxy, seen from its clients.
#include "handshake/peer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "tests/support/peer_probe.h"
#include "tests/support/test_authority.h"

namespace shakedown::handshake {
namespace {

using testing::HasSubstr;
using testing::StartsWith;
using testing_support::Need;
using testing_support::Probe;
using testing_support::ProbeOptions;
using testing_support::ProbeSocket;
using testing_support::TestAuthority;

class ConnectProxyTest : public testing::Test {
 protected:
  ConnectProxyTest() {
    PeerHost host;
    host.name = "a.test";
    host.behaviour = Behaviour::kStrict;
    host.certificate = root_.Server(host.name);
    host.client_trust = root_.Trust();
    PeerOptions options;
    options.hosts = {host};
    origin_ = Need(Peer::Start(std::move(options)));
    proxy_ = Need(StartConnectProxy({{9}, 0}));
  }

  uint16_t port() const { return proxy_->endpoint().port; }
  std::string OriginPort() const { return std::to_string(origin_->endpoint().port); }
  std::string ReplyTo(const std::string& request) const {
    const ProbeSocket socket(port());
    EXPECT_TRUE(socket.Send(request));
    return socket.ReadHead();
  }
  std::string Connect(const std::string& authority) const {
    return ReplyTo("CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n\r\n");
  }

  const TestAuthority root_{"Trusted Root"};
  std::unique_ptr<Peer> origin_;
  std::unique_ptr<Peer> proxy_;
};

constexpr const char* kOpened = "HTTP/1.1 200 ";

TEST_F(ConnectProxyTest, OpensTunnelsToLoopbackByNameAndAddress) {
  EXPECT_THAT(Connect("127.0.0.1:" + OriginPort()), StartsWith(kOpened));
  EXPECT_THAT(Connect("127.1.2.3:" + OriginPort()), StartsWith("HTTP/1.1 502 "));
  EXPECT_THAT(Connect("a.test:" + OriginPort()), StartsWith(kOpened));
  EXPECT_THAT(Connect("localhost:" + OriginPort()), StartsWith(kOpened));
}

TEST_F(ConnectProxyTest, RefusesPlacesElsewhereAndRefusedPorts) {
  for (const char* place : {"192.0.2.1:443", "[2001:db8::1]:443", "0.0.0.0:443",
                            "[::ffff:192.0.2.1]:443", "127.0.0.1:9"}) {
    EXPECT_THAT(Connect(place), StartsWith("HTTP/1.1 403 Forbidden\r\n")) << place;
  }
}

TEST_F(ConnectProxyTest, OtherEndThatDoesNotAnswerIsABadGateway) {
  const std::string port = OriginPort();
  origin_.reset();
  EXPECT_THAT(Connect("127.0.0.1:" + port), StartsWith("HTTP/1.1 502 Bad Gateway\r\n"));
}

TEST_F(ConnectProxyTest, OtherMethodsAndMalformedRequestsAreRefused) {
  const std::string get = ReplyTo("GET http://127.0.0.1/ HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_THAT(get, StartsWith("HTTP/1.1 405 Method Not Allowed\r\n"));
  EXPECT_THAT(get, HasSubstr("\r\nAllow: CONNECT\r\n"));
  EXPECT_THAT(get, HasSubstr("\r\nServer: shakedown-proxy\r\n"));
  EXPECT_THAT(Connect("127.0.0.1"), StartsWith("HTTP/1.1 400 "));
  EXPECT_THAT(Connect("127.0.0.1:0"), StartsWith("HTTP/1.1 400 "));
  EXPECT_THAT(Connect("127.0.0.1:70000"), StartsWith("HTTP/1.1 400 "));
  EXPECT_THAT(ReplyTo("\x16\x03\x01\r\n\r\n"), StartsWith("HTTP/1.1 400 "));
  EXPECT_THAT(ReplyTo("CONNECT a:1 HTTP/1.1\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n"),
              StartsWith("HTTP/1.1 400 "));
}

TEST_F(ConnectProxyTest, HandshakesThroughTheTunnelAreAsDirect) {
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    for (const bool good : {true, false}) {
      ProbeSocket socket(port());
      ASSERT_TRUE(socket.Send("CONNECT a.test:" + OriginPort() + " HTTP/1.1\r\n\r\n"));
      ASSERT_THAT(socket.ReadHead(), StartsWith(kOpened));
      ProbeOptions options;
      options.version = version;
      options.sni = options.host = "a.test";
      options.identity = good ? root_.Client() : nullptr;
      Probe probe(std::move(socket), std::move(options));
      if (probe.Handshake()) probe.Exchange();
      const int missing = version == TLS1_3_VERSION ? 116 : 40;
      EXPECT_EQ(probe.result().alert, good ? -1 : missing);
      EXPECT_EQ(probe.result().status, good ? 200 : 0);
      EXPECT_EQ(probe.result().close_notify, good);
    }
  }
}

TEST_F(ConnectProxyTest, SilentClientsDoNotBlockOthers) {
  std::vector<ProbeSocket> silent;
  for (int i = 0; i < 20; ++i) silent.emplace_back(port());
  EXPECT_THAT(Connect("127.0.0.1:" + OriginPort()), StartsWith(kOpened));
}

TEST_F(ConnectProxyTest, ManyTunnelsAtOnce) {
  std::vector<std::thread> clients;
  std::atomic<int> opened = 0;
  for (int i = 0; i < 8; ++i) {
    clients.emplace_back([this, &opened] {
      for (int k = 0; k < 10; ++k) {
        opened += Connect("127.0.0.1:" + OriginPort()).starts_with(kOpened) ? 1 : 0;
      }
    });
  }
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(opened, 80);
}

TEST_F(ConnectProxyTest, StopsAtOnceWithTunnelsOpen) {
  const ProbeSocket open(port());
  ASSERT_TRUE(open.Send("CONNECT a.test:" + OriginPort() + " HTTP/1.1\r\n\r\n"));
  ASSERT_THAT(open.ReadHead(), StartsWith(kOpened));
  const ProbeSocket silent(port());
  const auto before = std::chrono::steady_clock::now();
  proxy_.reset();
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(1));
  EXPECT_EQ(open.ReadAll(), "");
}

}  // namespace
}  // namespace shakedown::handshake
