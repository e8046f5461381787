#include "net/http_connect.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include "net/connector.h"
#include "tests/support/loopback_server.h"

namespace shakedown::net {
namespace {

using testing::HasSubstr;
using testing_support::LoopbackServer;
using testing_support::ReadToEnd;
using testing_support::ReadUntil;
using testing_support::SendAll;

Deadline In(int milliseconds) { return Deadline::After(Milliseconds(milliseconds)); }

/// Asks a proxy that answers `reply` and then keeps the connection open.
ConnectReply Ask(const std::string& reply, int limit_ms = 2000, Socket* keep = nullptr) {
  LoopbackServer proxy([&](int fd) {
    ReadUntil(fd, "\r\n\r\n");
    SendAll(fd, reply);
    ReadToEnd(fd);
  });
  Socket socket = std::move(Connect({{"127.0.0.1", proxy.port(), false}}, In(2000)).socket);
  ConnectReply result = HttpConnect(socket, "server.test", 8443, In(limit_ms));
  if (keep != nullptr) {
    *keep = std::move(socket);
    // What the proxy sent behind its header is readable before the proxy ends.
    EXPECT_TRUE(keep->WaitReadable(In(2000)));
    shutdown(keep->fd(), SHUT_WR);
  }
  return result;
}

TEST(HttpConnect, AsksForHostAndPort) {
  std::string asked;
  {
    LoopbackServer proxy([&](int fd) {
      asked = ReadUntil(fd, "\r\n\r\n");
      SendAll(fd, "HTTP/1.1 200 OK\r\n\r\n");
      ReadToEnd(fd);
    });
    Socket socket = std::move(Connect({{"127.0.0.1", proxy.port(), false}}, In(2000)).socket);
    EXPECT_TRUE(HttpConnect(socket, "::1", 443, In(2000)).opened);
  }
  EXPECT_EQ(asked, "CONNECT [::1]:443 HTTP/1.1\r\nHost: [::1]:443\r\n\r\n");
}

TEST(HttpConnect, AnySuccessOpens) {
  const ConnectReply reply = Ask("HTTP/1.0 204 Fine\r\nVia: x\r\n\r\n");
  EXPECT_TRUE(reply.opened);
  EXPECT_EQ(reply.status, 204);
  EXPECT_EQ(reply.reason, "HTTP/1.0 204 Fine");
}

TEST(HttpConnect, LeavesTheTunnelsOctetsInTheSocket) {
  Socket socket;
  EXPECT_TRUE(Ask("HTTP/1.1 200 OK\r\n\r\ntunnel", 2000, &socket).opened);
  std::array<uint8_t, 16> buffer{};
  const IoResult read = socket.Read(buffer);
  EXPECT_EQ(AsText(std::span(buffer).first(read.octets)), "tunnel");
}

TEST(HttpConnect, RefusalsKeepStatusAndReason) {
  for (const int status : {403, 407, 500, 502}) {
    const std::string line = "HTTP/1.1 " + std::to_string(status) + " No way";
    const ConnectReply reply = Ask(line + "\r\nContent-Length: 4\r\n\r\nbody");
    EXPECT_FALSE(reply.opened);
    EXPECT_EQ(reply.status, status);
    EXPECT_EQ(reply.reason, line);
    EXPECT_FALSE(reply.timed_out);
    EXPECT_FALSE(reply.closed);
  }
}

TEST(HttpConnect, InterimRepliesArePassedOver) {
  EXPECT_EQ(Ask("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n").status, 200);
}

TEST(HttpConnect, EndlessInterimRepliesAreNotFollowed) {
  std::string flood;
  for (int i = 0; i < 100; ++i) flood += "HTTP/1.1 102 Wait\r\n\r\n";
  const ConnectReply reply = Ask(flood);
  EXPECT_FALSE(reply.opened);
  EXPECT_EQ(reply.status, 102);
}

TEST(HttpConnect, LoneLineFeedsEndTheHeader) { EXPECT_TRUE(Ask("HTTP/1.1 200 OK\n\n").opened); }

TEST(HttpConnect, GarbageIsNoHttp) {
  const ConnectReply reply = Ask("SSH-2.0-OpenSSH\x1B[31m\r\n");
  EXPECT_FALSE(reply.opened);
  EXPECT_EQ(reply.status, 0);
  EXPECT_EQ(reply.reason, "SSH-2.0-OpenSSH");
  EXPECT_FALSE(reply.timed_out);
}

TEST(HttpConnect, AStatusThatIsNoNumberIsNone) {
  const ConnectReply reply = Ask("HTTP/1.1 2x0 OK\r\n\r\n");
  EXPECT_FALSE(reply.opened);
  EXPECT_EQ(reply.status, 0);
}

TEST(HttpConnect, LongReasonsAreCut) {
  const ConnectReply reply = Ask("HTTP/1.1 403 " + std::string(5000, 'n') + "\r\n\r\n");
  EXPECT_EQ(reply.status, 403);
  EXPECT_LE(reply.reason.size(), 200u);
}

TEST(HttpConnect, AnEndlessHeaderIsNotRead) {
  const ConnectReply reply = Ask("HTTP/1.1 200 OK\r\nX: " + std::string(100'000, 'x'));
  EXPECT_FALSE(reply.opened);
  EXPECT_FALSE(reply.timed_out);
}

TEST(HttpConnect, SilenceHitsTheDeadline) {
  const SteadyTime begin = std::chrono::steady_clock::now();
  const ConnectReply reply = Ask("", 80);
  EXPECT_TRUE(reply.timed_out);
  EXPECT_FALSE(reply.opened);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, Milliseconds(2000));
}

TEST(HttpConnect, CloseWithoutAnAnswerIsSaid) {
  LoopbackServer proxy([](int fd) { ReadUntil(fd, "\r\n\r\n"); });
  Socket socket = std::move(Connect({{"127.0.0.1", proxy.port(), false}}, In(2000)).socket);
  const ConnectReply reply = HttpConnect(socket, "server.test", 1, In(2000));
  EXPECT_TRUE(reply.closed);
  EXPECT_FALSE(reply.opened);
}

TEST(HttpConnect, AHeaderInManyPiecesIsRead) {
  LoopbackServer proxy([](int fd) {
    ReadUntil(fd, "\r\n\r\n");
    for (const char octet : std::string("HTTP/1.1 200 OK\r\nA: b\r\n\r\n")) {
      SendAll(fd, std::string_view(&octet, 1));
    }
    ReadToEnd(fd);
  });
  Socket socket = std::move(Connect({{"127.0.0.1", proxy.port(), false}}, In(2000)).socket);
  EXPECT_TRUE(HttpConnect(socket, "server.test", 1, In(2000)).opened);
}

TEST(HttpConnect, AnEndlessTrickleHitsTheDeadline) {
  LoopbackServer proxy([](int fd) {
    ReadUntil(fd, "\r\n\r\n");
    SendAll(fd, "HTTP/1.1 200 OK\r\n");
    pollfd closed{fd, POLLRDHUP, 0};
    while (SendAll(fd, "a") && poll(&closed, 1, 5) == 0) {
    }
  });
  Socket socket = std::move(Connect({{"127.0.0.1", proxy.port(), false}}, In(2000)).socket);
  const SteadyTime begin = std::chrono::steady_clock::now();
  EXPECT_TRUE(HttpConnect(socket, "server.test", 1, In(100)).timed_out);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, Milliseconds(1000));
  socket = Socket();
}

}  // namespace
}  // namespace shakedown::net
