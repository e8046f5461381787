#include "handshake/client_connect.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

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
  const auto reply = First<ProxyReply>(RunOnce(spec).trace);
  ASSERT_TRUE(reply);
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
