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

SocketTransport To(const LoopbackServer& proxy) {
  return SocketTransport(std::move(Connect({{"127.0.0.1", proxy.port(), false}}, In(2000)).socket));
}

/// Asks a proxy that answers `reply` and then keeps the connection open; `behind` is what can be
/// read from the tunnel afterwards, if it is wanted.
ConnectReply Ask(const std::string& reply, int limit_ms = 2000, std::string* behind = nullptr) {
  LoopbackServer proxy([&](int fd) {
    ReadUntil(fd, "\r\n\r\n");
    SendAll(fd, reply);
    ReadToEnd(fd);
  });
  SocketTransport transport = To(proxy);
  const ConnectReply result = HttpConnect(transport, {"server.test", 8443, {}}, In(limit_ms));
  if (behind != nullptr) {
    EXPECT_TRUE(transport.WaitReadable(In(2000)));
    std::array<uint8_t, 16> buffer{};
    const IoResult read = transport.Read(buffer);
    *behind = AsText(std::span(buffer).first(read.octets));
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
    SocketTransport transport = To(proxy);
    EXPECT_TRUE(HttpConnect(transport, {"::1", 443, {}}, In(2000)).opened);
  }
  EXPECT_EQ(asked, "CONNECT [::1]:443 HTTP/1.1\r\nHost: [::1]:443\r\n\r\n");
}

TEST(HttpConnect, AnySuccessOpens) {
  const ConnectReply reply = Ask("HTTP/1.0 204 Fine\r\nVia: x\r\n\r\n");
  EXPECT_TRUE(reply.opened);
  EXPECT_EQ(reply.status, 204);
  EXPECT_EQ(reply.reason, "HTTP/1.0 204 Fine");
}

TEST(HttpConnect, LeavesTheTunnelsOctetsInTheTransport) {
  std::string behind;
  EXPECT_TRUE(Ask("HTTP/1.1 200 OK\r\n\r\ntunnel", 2000, &behind).opened);
  EXPECT_EQ(behind, "tunnel");
}

TEST(HttpConnect, SendsCredentials) {
  std::string asked;
  {
    LoopbackServer proxy([&](int fd) {
      asked = ReadUntil(fd, "\r\n\r\n");
      SendAll(fd, "HTTP/1.1 200 OK\r\n\r\n");
      ReadToEnd(fd);
    });
    SocketTransport transport = To(proxy);
    EXPECT_TRUE(HttpConnect(transport, {"a.test", 443, "Basic Ym9iOnB3"}, In(2000)).opened);
  }
  EXPECT_EQ(asked,
            "CONNECT a.test:443 HTTP/1.1\r\nHost: a.test:443\r\n"
            "Proxy-Authorization: Basic Ym9iOnB3\r\n\r\n");
}

TEST(HttpConnect, OfferedSchemesAreKept) {
  using testing::ElementsAre;
  EXPECT_THAT(Ask("HTTP/1.1 407 Log in\r\nproxy-authenticate: Basic realm=\"a, b\\\", c\"\r\n"
                  "Proxy-Authenticate : Negotiate abc==, Digest realm=\"d\", nonce=\"n=1\"\r\n"
                  "WWW-Authenticate: Bearer\r\n\r\n")
                  .schemes,
              ElementsAre("Basic", "Negotiate", "Digest"));
  EXPECT_THAT(Ask("HTTP/1.1 407 Log in\r\nProxy-Authenticate: ,,\x1b[31mBasic,\r\n\r\n").schemes,
              ElementsAre("Basic"));
  EXPECT_TRUE(Ask("HTTP/1.1 407 Log in\r\n\r\n").schemes.empty());
  std::string many = "HTTP/1.1 407 Log in\r\n";
  for (int i = 0; i < 300; ++i) many += "Proxy-Authenticate: S" + std::to_string(i) + "\r\n";
  EXPECT_EQ(Ask(many + "\r\n").schemes.size(), 8u);
}

TEST(HttpConnect, TheProxysOwnReasonIsKept) {
  EXPECT_EQ(Ask("HTTP/1.1 503 No\r\nA: b\r\nX-Squid-Error: ERR_CONNECT_FAIL 111\r\n\r\n").detail,
            "X-Squid-Error: ERR_CONNECT_FAIL 111");
  EXPECT_EQ(Ask("HTTP/1.1 502 No\r\nProxy-Status: p; error=dns_error\x1b[0m\r\n\r\n").detail,
            "Proxy-Status: p; error=dns_error");
  EXPECT_EQ(Ask("HTTP/1.1 502 No\r\nServer: x\r\n\r\n").detail, "");
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
  SocketTransport transport = To(proxy);
  const ConnectReply reply = HttpConnect(transport, {"server.test", 1, {}}, In(2000));
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
  SocketTransport transport = To(proxy);
  EXPECT_TRUE(HttpConnect(transport, {"server.test", 1, {}}, In(2000)).opened);
}

TEST(HttpConnect, AnEndlessTrickleHitsTheDeadline) {
  LoopbackServer proxy([](int fd) {
    ReadUntil(fd, "\r\n\r\n");
    SendAll(fd, "HTTP/1.1 200 OK\r\n");
    pollfd closed{fd, POLLRDHUP, 0};
    while (SendAll(fd, "a") && poll(&closed, 1, 5) == 0) {
    }
  });
  SocketTransport transport = To(proxy);
  const SteadyTime begin = std::chrono::steady_clock::now();
  EXPECT_TRUE(HttpConnect(transport, {"server.test", 1, {}}, In(100)).timed_out);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, Milliseconds(1000));
  transport = SocketTransport(Socket());
}

}  // namespace
}  // namespace shakedown::net
