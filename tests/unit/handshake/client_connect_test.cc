#include "handshake/client_connect.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <functional>

#include "core/hex.h"
#include "net/connector.h"
#include "tests/support/client_run.h"
#include "tests/support/tls_server.h"

namespace shakedown::handshake {
namespace {

using attempt::First;
using attempt::HandshakeSpec;
using attempt::ProxyReply;
using testing::HasSubstr;
using testing_support::LoopbackServer;
using testing_support::ReadToEnd;
using testing_support::ReadUntil;
using testing_support::RunOnce;
using testing_support::SendAll;
using testing_support::SpecFor;
using testing_support::TlsServer;
using testing_support::TlsServerOptions;

/// Moves octets both ways until one side closes.
void Relay(int a, int b) {
  pollfd both[2] = {{a, POLLIN, 0}, {b, POLLIN, 0}};
  char buffer[8192];
  while (poll(both, 2, 5000) > 0) {
    for (int i = 0; i < 2; ++i) {
      if ((both[i].revents & (POLLIN | POLLHUP)) == 0) continue;
      const ssize_t got = recv(both[i].fd, buffer, sizeof buffer, 0);
      if (got <= 0) return;
      if (!SendAll(both[1 - i].fd, {buffer, static_cast<size_t>(got)})) return;
    }
  }
}

/// A CONNECT proxy that opens every tunnel to 127.0.0.1, whatever name is asked for.
void OpenTunnel(int fd) {
  const std::string asked = ReadUntil(fd, "\r\n\r\n");
  const size_t colon = asked.find(':');
  const int port = std::atoi(asked.c_str() + colon + 1);
  const net::ConnectOutcome outcome = net::Connect(
      {{"127.0.0.1", static_cast<uint16_t>(port), false}}, Deadline::After(Milliseconds(2000)));
  SendAll(fd, "HTTP/1.1 200 Connection established\r\n\r\n");
  Relay(fd, outcome.socket.fd());
}

attempt::Hop HopTo(uint16_t port) {
  return {attempt::Hop::Kind::kHttpConnect, {"127.0.0.1", port}};
}

TEST(OpenPath, GoesThroughOneProxy) {
  TlsServer server(TlsServerOptions{});
  LoopbackServer proxy(OpenTunnel);
  HandshakeSpec spec = SpecFor(server.port());
  spec.via = {HopTo(proxy.port())};
  const auto trace = RunOnce(spec).trace;
  EXPECT_EQ(First<attempt::Connected>(trace)->port, proxy.port());
  const auto reply = First<ProxyReply>(trace);
  ASSERT_TRUE(reply);
  EXPECT_TRUE(reply->opened);
  EXPECT_EQ(reply->status, 200);
  EXPECT_EQ(First<attempt::HttpReply>(trace)->status, 200);
}

TEST(OpenPath, GoesThroughSeveralProxiesInOrder) {
  TlsServer server(TlsServerOptions{});
  LoopbackServer near(OpenTunnel);
  LoopbackServer far(OpenTunnel);
  HandshakeSpec spec = SpecFor(server.port());
  spec.via = {HopTo(near.port()), HopTo(far.port())};
  const auto trace = RunOnce(spec).trace;
  EXPECT_EQ(attempt::Last<ProxyReply>(trace)->hop, 1);
  EXPECT_EQ(First<attempt::HttpReply>(trace)->status, 200);
  EXPECT_EQ(far.accepted(), 1);
}

TEST(OpenPath, AProxysRefusalEndsIt) {
  for (const char* status : {"403", "407"}) {
    LoopbackServer proxy([&](int fd) {
      ReadUntil(fd, "\r\n\r\n");
      SendAll(fd, "HTTP/1.1 " + std::string(status) + " No\r\n\r\n");
      ReadToEnd(fd);
    });
    HandshakeSpec spec = SpecFor(1);
    spec.via = {HopTo(proxy.port())};
    const auto trace = RunOnce(spec).trace;
    const auto reply = First<ProxyReply>(trace);
    ASSERT_TRUE(reply);
    EXPECT_FALSE(reply->opened);
    EXPECT_EQ(reply->status, std::atoi(status));
    EXPECT_FALSE(First<attempt::Message>(trace));
  }
}

TEST(OpenPath, ASilentProxyHitsTheDeadline) {
  LoopbackServer proxy(ReadToEnd);
  HandshakeSpec spec = SpecFor(1);
  spec.via = {HopTo(proxy.port())};
  spec.timeouts.connect = Milliseconds(80);
  const auto trace = RunOnce(spec).trace;
  ASSERT_TRUE(First<attempt::DeadlineHit>(trace));
  EXPECT_EQ(First<attempt::DeadlineHit>(trace)->wait, attempt::DeadlineHit::Wait::kProxy);
  EXPECT_LT(testing_support::Took(trace), Milliseconds(1000));
}

TEST(OpenPath, AProxyThatClosesIsSaid) {
  LoopbackServer proxy([](int fd) { ReadUntil(fd, "\r\n\r\n"); });
  HandshakeSpec spec = SpecFor(1);
  spec.via = {HopTo(proxy.port())};
  const auto trace = RunOnce(spec).trace;
  const auto reply = First<ProxyReply>(trace);
  ASSERT_TRUE(reply);
}

/// Answers as a SOCKS5 proxy that wants no login and opens every tunnel to 127.0.0.1; `asked` gets
/// the address part of the request, in hex.
std::function<void(int)> SocksTunnel(std::string* asked) {
  return [asked](int fd) {
    char buffer[512] = {};
    if (recv(fd, buffer, 2, MSG_WAITALL) != 2 || recv(fd, buffer, 1, 0) != 1) return;
    SendAll(fd, std::string_view("\x05\x00", 2));
    const ssize_t got = recv(fd, buffer, sizeof buffer, 0);
    if (got < 7) return;
    const std::string request(buffer, static_cast<size_t>(got));
    *asked = ToHex(AsBytes(request.substr(3, request.size() - 5)));
    const auto high = static_cast<uint8_t>(request[request.size() - 2]);
    const auto low = static_cast<uint8_t>(request[request.size() - 1]);
    const net::ConnectOutcome outcome =
        net::Connect({{"127.0.0.1", static_cast<uint16_t>(high << 8 | low), false}},
                     Deadline::After(Milliseconds(2000)));
    SendAll(fd, std::string_view("\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00", 10));
    Relay(fd, outcome.socket.fd());
  };
}

attempt::Path PathOf(const std::string& urls) {
  const auto path = attempt::ParsePath(urls);
  EXPECT_TRUE(path) << urls;
  return path ? *path : attempt::Path{};
}

TEST(OpenPath, SocksGetsTheNameOrTheAddress) {
  TlsServer server(TlsServerOptions{});
  for (const bool by_name : {false, true}) {
    std::string asked;
    {
      LoopbackServer proxy(SocksTunnel(&asked));
      HandshakeSpec spec = SpecFor(server.port());
      spec.connect_to.reset();
      spec.via = PathOf((by_name ? "socks5h" : "socks5") + std::string("://127.0.0.1:") +
                        std::to_string(proxy.port()));
      const auto trace = RunOnce(spec).trace;
      EXPECT_EQ(First<attempt::HttpReply>(trace)->status, 200);
      EXPECT_EQ(First<ProxyReply>(trace)->name, ToUrl(spec.via[0]));
    }
    EXPECT_EQ(asked, by_name ? "03096c6f63616c686f7374" : "017f000001");
  }
}

TEST(OpenPath, ANameThatDoesNotResolveHereIsNotAskedFor) {
  LoopbackServer proxy(ReadToEnd);
  HandshakeSpec spec = SpecFor(1);
  spec.connect_to = attempt::Endpoint{std::string(300, 'a'), 1};  // too long for any resolver
  spec.via = PathOf("socks5://127.0.0.1:" + std::to_string(proxy.port()));
  const auto trace = RunOnce(spec).trace;
  const auto reply = First<ProxyReply>(trace);
  ASSERT_TRUE(reply);
  EXPECT_FALSE(reply->opened);
  EXPECT_EQ(reply->stage, ProxyReply::Stage::kName);
}

TEST(OpenPath, WritesProxyHeadersBeforeTls) {
  std::string seen;
  {
    LoopbackServer server([&](int fd) { seen = ReadUntil(fd, "\x16\x03\x01"); });
    HandshakeSpec spec = SpecFor(server.port());
    spec.via = PathOf("proxy-v1:192.0.2.7:4711");
    const auto trace = RunOnce(spec).trace;
    const auto reply = First<ProxyReply>(trace);
    ASSERT_TRUE(reply);
    EXPECT_TRUE(reply->opened);
    EXPECT_EQ(reply->stage, ProxyReply::Stage::kPreamble);
    EXPECT_THAT(reply->reason, HasSubstr("192.0.2.7:4711 to 127.0.0.1:"));
    EXPECT_THAT(seen, testing::StartsWith("PROXY TCP4 192.0.2.7 127.0.0.1 4711 " +
                                          std::to_string(server.port()) + "\r\n\x16\x03\x01"));
  }
}

TEST(OpenPath, AProxyHeaderForAProxyComesBeforeItsRequest) {
  std::string seen;
  {
    LoopbackServer proxy([&](int fd) { seen = ReadUntil(fd, "\r\n\r\n"); });
    HandshakeSpec spec = SpecFor(1);
    spec.via = PathOf("proxy-v1: http://127.0.0.1:" + std::to_string(proxy.port()));
    const auto trace = RunOnce(spec).trace;
    EXPECT_EQ(attempt::Last<ProxyReply>(trace)->hop, 1);
  }
  EXPECT_THAT(seen, testing::StartsWith("PROXY TCP4 127.0.0.1 127.0.0.1 "));
  EXPECT_THAT(seen, HasSubstr("\r\nCONNECT 127.0.0.1:1 HTTP/1.1\r\n"));
}

TEST(OpenPath, LogsInWithWhatTheEnvironmentHolds) {
  std::string seen;
  setenv("CLIENT_CONNECT_TEST", "pass:word", 1);
  for (const char* login : {"bob:pass%3Aword@", "bob:env:CLIENT_CONNECT_TEST@"}) {
    {
      LoopbackServer proxy([&](int fd) {
        seen = ReadUntil(fd, "\r\n\r\n");
        SendAll(fd, "HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm=\"x\"\r\n\r\n");
      });
      HandshakeSpec spec = SpecFor(1);
      spec.via =
          PathOf("http://" + std::string(login) + "127.0.0.1:" + std::to_string(proxy.port()));
      const auto trace = RunOnce(spec).trace;
      const auto reply = First<ProxyReply>(trace);
      ASSERT_TRUE(reply);
      EXPECT_EQ(reply->login, ProxyReply::Login::kSent);
      EXPECT_THAT(reply->schemes, testing::ElementsAre("Basic"));
    }
    // base64 of "bob:pass:word"
    EXPECT_THAT(seen, HasSubstr("\r\nProxy-Authorization: Basic Ym9iOnBhc3M6d29yZA==\r\n"));
  }
}

TEST(OpenPath, AVariableThatIsMissingOrUnusableIsOurError) {
  setenv("CLIENT_CONNECT_TEST", "two\nlines", 1);
  for (const char* login : {"bob:env:CLIENT_CONNECT_TEST@", "env:CLIENT_CONNECT_TEST@",
                            "bob:env:CLIENT_CONNECT_TEST_UNSET@"}) {
    HandshakeSpec spec = SpecFor(1);
    spec.via = PathOf("http://" + std::string(login) + "127.0.0.1:1");
    Client client({});
    const auto result = client.Run(spec, nullptr, nullptr);
    ASSERT_FALSE(result) << login;
    EXPECT_THAT(result.error().Text(), HasSubstr("CLIENT_CONNECT_TEST"));
    EXPECT_THAT(result.error().Text(), testing::Not(HasSubstr("lines")));
  }
}

TEST(OpenPath, SomethingElseThanTlsAtAnHttpsProxyIsQuoted) {
  LoopbackServer proxy([](int fd) {
    char buffer[4096];
    if (recv(fd, buffer, sizeof buffer, 0) > 0) SendAll(fd, "HTTP/1.0 400 Bad\x1b[31m\r\n\r\n");
    ReadToEnd(fd);
  });
  HandshakeSpec spec = SpecFor(1);
  spec.via = PathOf("https://127.0.0.1:" + std::to_string(proxy.port()));
  const auto trace = RunOnce(spec).trace;
  const auto reply = First<ProxyReply>(trace);
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->stage, ProxyReply::Stage::kTls);
  EXPECT_THAT(reply->reason, HasSubstr("HTTP/1.0 400 Bad"));
  EXPECT_THAT(reply->reason, testing::Not(HasSubstr("\x1b")));
}

TEST(OpenPath, ASilentHttpsProxyHitsTheDeadline) {
  LoopbackServer proxy(ReadToEnd);
  HandshakeSpec spec = SpecFor(1);
  spec.via = PathOf("https://127.0.0.1:" + std::to_string(proxy.port()));
  spec.timeouts.connect = Milliseconds(80);
  const auto trace = RunOnce(spec).trace;
  EXPECT_EQ(First<attempt::DeadlineHit>(trace)->wait, attempt::DeadlineHit::Wait::kProxy);
  EXPECT_TRUE(First<ProxyReply>(trace)->timed_out);
  EXPECT_LT(testing_support::Took(trace), Milliseconds(1000));
}

TEST(PhaseLimit, TheTotalIsNamedWhenItIsOver) {
  const Milliseconds zero(0), one(1000);
  const PhaseLimit total =
      PhaseLimit::Start(Deadline::After(zero), Milliseconds(7), Milliseconds(1000));
  EXPECT_EQ(total.Hit(attempt::DeadlineHit::Wait::kReply).wait, attempt::DeadlineHit::Wait::kTotal);
  EXPECT_EQ(total.Hit(attempt::DeadlineHit::Wait::kReply).limit, Milliseconds(7));
  const PhaseLimit phase = PhaseLimit::Start(Deadline::After(one), one, zero);
  EXPECT_EQ(phase.Hit(attempt::DeadlineHit::Wait::kReply).wait, attempt::DeadlineHit::Wait::kReply);
}

}  // namespace
}  // namespace shakedown::handshake
