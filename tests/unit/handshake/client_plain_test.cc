#include "handshake/client_plain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "attempt/trace_view.h"
#include "tests/support/client_run.h"
#include "tests/support/scripted_server.h"
#include "tests/support/tls_server.h"

namespace shakedown::handshake {
namespace {

using attempt::First;
using testing_support::RunOnce;
using testing_support::ScriptedServer;
using testing_support::SpecFor;
using testing_support::TlsServer;

/// A request in clear to a server that plays `script`.
attempt::HandshakeTrace Ask(std::function<void(int fd)> script) {
  ScriptedServer server(std::move(script));
  attempt::HandshakeSpec spec = SpecFor(server.port(), tls::Version::kTls13);
  spec.plain = true;
  spec.timeouts.reply = Milliseconds(300);
  return RunOnce(spec).trace;
}

void Answer(int fd, const std::string& text) {
  ScriptedServer::ReadSome(fd);
  ScriptedServer::Send(fd, text);
}

TEST(AskInClear, RecordsTheReply) {
  const auto trace = Ask([](int fd) {
    Answer(fd, "HTTP/1.1 301 Moved\r\nLocation: https://a.test/\r\nContent-Length: 0\r\n\r\n");
  });
  ASSERT_TRUE(attempt::LastReply(trace));
  EXPECT_EQ(attempt::LastReply(trace)->status, 301);
  EXPECT_FALSE(First<attempt::Message>(trace));
  EXPECT_EQ(attempt::Exchanges(trace).size(), 1u);
}

TEST(AskInClear, RecordsAnAlert) {
  const auto trace =
      Ask([](int fd) { Answer(fd, std::string("\x15\x03\x01\x00\x02\x02\x0A", 7)); });
  EXPECT_FALSE(attempt::LastReply(trace));
  const auto alert = attempt::FatalAlert(trace, attempt::Side::kServer);
  ASSERT_TRUE(alert);
  EXPECT_EQ(static_cast<int>(alert->description), 10);
}

TEST(AskInClear, RecordsAClose) {
  const auto trace = Ask([](int fd) { ScriptedServer::ReadSome(fd); });
  EXPECT_TRUE(First<attempt::PeerClosed>(trace));
  EXPECT_FALSE(attempt::LastReply(trace));
}

TEST(AskInClear, RecordsGarbageAndSilence) {
  const auto garbage = Ask([](int fd) { Answer(fd, "SSH-2.0-x\r\n"); });
  ASSERT_TRUE(First<attempt::NotTls>(garbage));
  EXPECT_EQ(AsText(First<attempt::NotTls>(garbage)->first), "SSH-2.0-x\r\n");
  const auto cut = Ask([](int fd) { Answer(fd, "\x15\x03"); });
  EXPECT_TRUE(First<attempt::NotTls>(cut));
  const auto silence = Ask([](int fd) {
    ScriptedServer::ReadSome(fd);
    ScriptedServer::ReadSome(fd);
  });
  EXPECT_TRUE(First<attempt::DeadlineHit>(silence));
}

TEST(RequestAtOnce, LeavesTogetherWithFinished) {
  TlsServer server({});
  attempt::HandshakeSpec spec = SpecFor(server.port(), tls::Version::kTls13);
  spec.request_at_once = true;
  const auto trace = RunOnce(spec).trace;
  ASSERT_TRUE(attempt::LastReply(trace));
  EXPECT_EQ(attempt::LastReply(trace)->status, 200);
  // Nothing of the server came between both: no ticket was waited for.
  const auto sent = First<attempt::RequestSent>(trace);
  const auto ticket =
      attempt::FirstMessage(trace, attempt::Side::kServer, tls::HandshakeType::kNewSessionTicket);
  ASSERT_TRUE(sent);
  EXPECT_TRUE(!ticket || sent.number < ticket.number);
}

TEST(HelloPadding, StandsBeforeTheServerName) {
  TlsServer server({});
  attempt::HandshakeSpec spec = SpecFor(server.port(), tls::Version::kTls13);
  spec.sni = "padded.test";
  spec.hello_padding = 6000;
  const auto trace = RunOnce(spec).trace;
  const auto hello =
      attempt::FirstMessage(trace, attempt::Side::kClient, tls::HandshakeType::kClientHello);
  ASSERT_TRUE(hello);
  EXPECT_GT(hello->raw.size(), 6000u);
  EXPECT_GT(AsText(hello->raw).find("padded.test"), 6000u);
  EXPECT_TRUE(First<attempt::HandshakeReturned>(trace)->ok);
}

}  // namespace
}  // namespace shakedown::handshake
