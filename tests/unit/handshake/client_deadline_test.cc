// Peers that are silent, slow or endless: every wait ends, and the trace says which one.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>

#include "handshake/client.h"
#include "tests/support/client_run.h"
#include "tests/support/tls_server.h"

namespace shakedown::handshake {
namespace {

using attempt::ConnectFailed;
using attempt::DeadlineHit;
using attempt::First;
using attempt::HandshakeSpec;
using testing_support::LoopbackServer;
using testing_support::RunOnce;
using testing_support::SendAll;
using testing_support::SpecFor;
using testing_support::TlsServer;
using testing_support::TlsServerOptions;
using testing_support::Took;
using tls::Version;

/// What the promise "total + 100 ms" allows on a busy machine.
constexpr Milliseconds kSlack{600};

void ExpectDeadline(const attempt::HandshakeTrace& trace, DeadlineHit::Wait wait,
                    Milliseconds limit) {
  const auto hit = First<DeadlineHit>(trace);
  ASSERT_TRUE(hit) << testing::PrintToString(testing_support::EventNames(trace));
  EXPECT_EQ(hit->wait, wait);
  EXPECT_EQ(hit->limit, limit);
  EXPECT_GE(Took(trace) + Milliseconds(1), limit);
  EXPECT_LT(Took(trace), limit + kSlack);
}

/// Sends `text` again and again until the client is gone.
void Flood(int fd, const std::string& text) {
  while (SendAll(fd, text)) {
  }
}

TEST(ClientDeadline, AnUnansweredConnectionIsTimedOut) {
  const testing_support::FullBacklog full;
  HandshakeSpec spec = SpecFor(full.port());
  spec.timeouts.connect = Milliseconds(120);
  const auto trace = RunOnce(spec).trace;
  ExpectDeadline(trace, DeadlineHit::Wait::kConnect, Milliseconds(120));
  ASSERT_TRUE(First<ConnectFailed>(trace));
  EXPECT_EQ(First<ConnectFailed>(trace)->reason, ConnectFailed::Reason::kTimedOut);
  EXPECT_EQ(First<ConnectFailed>(trace)->address, "127.0.0.1");
}

TEST(ClientDeadline, ARefusedConnectionIsNoDeadline) {
  const testing_support::ClosedPort closed;
  const auto trace = RunOnce(SpecFor(closed.port())).trace;
  EXPECT_FALSE(First<DeadlineHit>(trace));
  ASSERT_TRUE(First<ConnectFailed>(trace));
  EXPECT_EQ(First<ConnectFailed>(trace)->reason, ConnectFailed::Reason::kRefused);
  EXPECT_FALSE(First<ConnectFailed>(trace)->detail.empty());
}

TEST(ClientDeadline, ANameThatDoesNotResolveIsSaid) {
  HandshakeSpec spec = SpecFor(1);
  spec.connect_to->host = "nobody.invalid";
  spec.timeouts.connect = Milliseconds(500);
  const auto trace = RunOnce(spec).trace;
  ASSERT_TRUE(First<ConnectFailed>(trace));
  EXPECT_EQ(First<ConnectFailed>(trace)->reason, ConnectFailed::Reason::kResolve);
  EXPECT_EQ(First<ConnectFailed>(trace)->address, "");
  EXPECT_LT(Took(trace), Milliseconds(500) + kSlack);
}

TEST(ClientDeadline, SilenceAfterClientHello) {
  LoopbackServer server([](int fd) { testing_support::ReadToEnd(fd); });
  HandshakeSpec spec = SpecFor(server.port());
  spec.timeouts.handshake = Milliseconds(100);
  const auto trace = RunOnce(spec).trace;
  ExpectDeadline(trace, DeadlineHit::Wait::kHandshake, Milliseconds(100));
  EXPECT_FALSE(First<attempt::HandshakeReturned>(trace));
}

TEST(ClientDeadline, TheTotalWinsWhenItIsShorter) {
  LoopbackServer server([](int fd) { testing_support::ReadToEnd(fd); });
  HandshakeSpec spec = SpecFor(server.port());
  spec.timeouts.total = Milliseconds(100);
  ExpectDeadline(RunOnce(spec).trace, DeadlineHit::Wait::kTotal, Milliseconds(100));
}

TEST(ClientDeadline, TheTotalHoldsInTheVerdictPhase) {
  TlsServerOptions options;
  options.tickets = 0;
  options.script = [](SSL* ssl, int fd) {
    SSL_accept(ssl);
    testing_support::ReadToEnd(fd);
  };
  TlsServer server(options);
  HandshakeSpec spec = SpecFor(server.port(), Version::kTls13);
  spec.timeouts.total = Milliseconds(150);
  const auto trace = RunOnce(spec).trace;
  ExpectDeadline(trace, DeadlineHit::Wait::kTotal, Milliseconds(150));
  EXPECT_FALSE(First<attempt::RequestSent>(trace));
}

TEST(ClientDeadline, SilenceAfterTheRequest) {
  TlsServerOptions options;
  options.script = [](SSL* ssl, int fd) {
    SSL_accept(ssl);
    testing_support::ReadToEnd(fd);
  };
  TlsServer server(options);
  for (const Version version : {Version::kTls12, Version::kTls13}) {
    HandshakeSpec spec = SpecFor(server.port(), version);
    spec.timeouts.reply = Milliseconds(100);
    const auto trace = RunOnce(spec).trace;
    ExpectDeadline(trace, DeadlineHit::Wait::kReply, Milliseconds(100));
    EXPECT_TRUE(First<attempt::RequestSent>(trace)->complete);
    EXPECT_FALSE(First<attempt::HttpReply>(trace));
  }
}

TEST(ClientDeadline, AStalledReplyShowsItsBeginning) {
  TlsServerOptions options;
  options.script = [](SSL* ssl, int fd) {
    if (SSL_accept(ssl) == 1 && testing_support::ReadRequest(ssl)) {
      testing_support::WriteReply(ssl, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345");
    }
    testing_support::ReadToEnd(fd);
  };
  TlsServer server(options);
  HandshakeSpec spec = SpecFor(server.port());
  spec.timeouts.reply = Milliseconds(100);
  const auto trace = RunOnce(spec).trace;
  ASSERT_TRUE(First<attempt::HttpReply>(trace));
  EXPECT_EQ(First<attempt::HttpReply>(trace)->body, "12345");
  EXPECT_EQ(First<DeadlineHit>(trace)->wait, DeadlineHit::Wait::kReply);
}

TEST(ClientDeadline, ATrickleOfRecordsDoesNotProlongTheHandshake) {
  LoopbackServer server([](int fd) {
    testing_support::ReadUntil(fd, "localhost");
    SendAll(fd, std::string("\x16\x03\x03\x40\x00\x0b\x00\x3f\xf0", 9));
    pollfd closed{fd, POLLRDHUP, 0};
    while (SendAll(fd, "\x01") && poll(&closed, 1, 5) == 0) {
    }
  });
  HandshakeSpec spec = SpecFor(server.port());
  spec.timeouts.handshake = Milliseconds(150);
  ExpectDeadline(RunOnce(spec).trace, DeadlineHit::Wait::kHandshake, Milliseconds(150));
}

TEST(ClientDeadline, AFloodOfTicketsEndsInTime) {
  TlsServerOptions options;
  options.script = [](SSL* ssl, int fd) {
    if (SSL_accept(ssl) != 1) return;
    // The library does not mind a ticket that cannot be written, so the socket is asked.
    pollfd closed{fd, POLLRDHUP, 0};
    while (SSL_new_session_ticket(ssl) == 1 && SSL_do_handshake(ssl) == 1 &&
           poll(&closed, 1, 0) == 0) {
    }
  };
  TlsServer server(options);
  HandshakeSpec spec = SpecFor(server.port(), Version::kTls13);
  spec.timeouts.reply = Milliseconds(200);
  spec.timeouts.total = Milliseconds(600);
  const auto trace = RunOnce(spec).trace;
  EXPECT_LE(trace.events.size(), 512u);
  EXPECT_LT(Took(trace), Milliseconds(600) + kSlack);
}

TEST(ClientDeadline, AFloodOfDataIsReadUpToItsBound) {
  TlsServerOptions options;
  std::atomic<size_t> written{0};
  options.script = [&](SSL* ssl, int) {
    if (SSL_accept(ssl) != 1 || !testing_support::ReadRequest(ssl)) return;
    testing_support::WriteReply(ssl, "HTTP/1.1 200 OK\r\n\r\n");
    const std::string block(16 * 1024, 'x');
    while (SSL_write(ssl, block.data(), static_cast<int>(block.size())) > 0) {
      written += block.size();
    }
  };
  {
    TlsServer server(options);
    const auto trace = RunOnce(SpecFor(server.port())).trace;
    ASSERT_TRUE(First<attempt::HttpReply>(trace));
    EXPECT_EQ(First<attempt::HttpReply>(trace)->body.size(), 2048u);
    EXPECT_LE(trace.events.size(), 512u);
    EXPECT_LT(Took(trace), Milliseconds(3000));
  }
  EXPECT_LT(written, 32u << 20);
}

TEST(ClientDeadline, AFloodOfGarbageIsOver) {
  LoopbackServer server([](int fd) { Flood(fd, std::string(4096, 'z')); });
  const auto trace = RunOnce(SpecFor(server.port())).trace;
  ASSERT_TRUE(First<attempt::NotTls>(trace));
  EXPECT_EQ(First<attempt::NotTls>(trace)->first.size(), 64u);
  EXPECT_LT(Took(trace), Milliseconds(2000));
}

TEST(ClientDeadline, AFloodOfEmptyRecordsIsOver) {
  LoopbackServer server([](int fd) { Flood(fd, std::string("\x16\x03\x03\x00\x00", 5)); });
  const auto trace = RunOnce(SpecFor(server.port())).trace;
  EXPECT_LE(trace.events.size(), 512u);
  EXPECT_LT(Took(trace), Milliseconds(3000) + kSlack);
}

}  // namespace
}  // namespace shakedown::handshake
