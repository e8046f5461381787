// Alerts, closes and resets in every phase of the handshake, as the client sees them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>

#include "handshake/client.h"
#include "tests/support/client_run.h"
#include "tests/support/tls_server.h"

namespace shakedown::handshake {
namespace {

using attempt::AlertSeen;
using attempt::FatalAlert;
using attempt::First;
using attempt::HandshakeSpec;
using attempt::PeerClosed;
using attempt::Phase;
using attempt::Side;
using testing::Contains;
using testing::Not;
using testing_support::EventNames;
using testing_support::kAskAndRequire;
using testing_support::RunOnce;
using testing_support::SpecFor;
using testing_support::TestPki;
using testing_support::TlsServer;
using testing_support::TlsServerOptions;
using tls::AlertDescription;
using tls::Version;

TlsServerOptions Requiring() {
  TlsServerOptions options;
  options.verify = kAskAndRequire;
  return options;
}

TEST(ClientRefusal, MissingCertificateInTls12ComesInTheHandshake) {
  TlsServer server(Requiring());
  const auto trace = RunOnce(SpecFor(server.port(), Version::kTls12)).trace;
  const auto alert = FatalAlert(trace, Side::kServer);
  ASSERT_TRUE(alert);
  EXPECT_EQ(alert->description, AlertDescription::kHandshakeFailure);
  EXPECT_EQ(alert->level, tls::AlertLevel::kFatal);
  EXPECT_EQ(alert->phase, Phase::kHandshake);
  const auto returned = First<attempt::HandshakeReturned>(trace);
  ASSERT_TRUE(returned);
  EXPECT_FALSE(returned->ok);
  EXPECT_NE(returned->reason, 0);
  ASSERT_TRUE(First<PeerClosed>(trace));
  EXPECT_EQ(First<PeerClosed>(trace)->how, PeerClosed::How::kFin);
  EXPECT_THAT(EventNames(trace), Not(Contains("Request")));
  EXPECT_TRUE(First<attempt::ServerChecked>(trace));
}

TEST(ClientRefusal, MissingCertificateInTls13ComesAfterFinished) {
  TlsServer server(Requiring());
  const auto trace = RunOnce(SpecFor(server.port(), Version::kTls13)).trace;
  const auto alert = FatalAlert(trace, Side::kServer);
  ASSERT_TRUE(alert);
  EXPECT_EQ(alert->description, AlertDescription::kCertificateRequired);
  EXPECT_EQ(alert->phase, Phase::kAfterFinished);
  EXPECT_TRUE(First<attempt::HandshakeReturned>(trace)->ok);
  EXPECT_THAT(EventNames(trace), Not(Contains("Request")));
  EXPECT_TRUE(First<PeerClosed>(trace));
}

TEST(ClientRefusal, AnUntrustedCertificateIsUnknownCa) {
  TlsServer server(Requiring());
  for (const Version version : {Version::kTls12, Version::kTls13}) {
    const auto trace = RunOnce(SpecFor(server.port(), version), TestPki::Get().untrusted).trace;
    const auto alert = FatalAlert(trace, Side::kServer);
    ASSERT_TRUE(alert);
    EXPECT_EQ(alert->description, AlertDescription::kUnknownCa);
    EXPECT_TRUE(attempt::ClientCertificateSent(trace).value());
  }
}

TEST(ClientRefusal, AlertsBeforeServerHelloAreToldApart) {
  TlsServerOptions options;
  options.max_version = TLS1_2_VERSION;
  TlsServer server(options);
  const auto trace = RunOnce(SpecFor(server.port(), Version::kTls13)).trace;
  const auto alert = FatalAlert(trace, Side::kServer);
  ASSERT_TRUE(alert);
  EXPECT_EQ(alert->description, AlertDescription::kProtocolVersion);
  EXPECT_EQ(alert->phase, Phase::kBeforeServerHello);
}

TEST(ClientRefusal, OurOwnAlertsAreOurs) {
  TlsServer server(TlsServerOptions{});
  HandshakeSpec spec = SpecFor(server.port(), Version::kTls12);
  // The server's P-256 certificate cannot sign with what we accept.
  spec.signature_algorithms = "rsa_pkcs1_sha256";
  spec.ciphers = "ECDHE-ECDSA-AES128-GCM-SHA256";
  const auto trace = RunOnce(spec).trace;
  EXPECT_FALSE(First<attempt::HandshakeReturned>(trace)->ok);
  EXPECT_TRUE(FatalAlert(trace, Side::kServer) || FatalAlert(trace, Side::kClient));
}

/// Accepts, reads the request and refuses with an alert of its own choice by a script.
TEST(ClientRefusal, AlertsAfterTheRequestHaveTheirPhase) {
  TlsServerOptions options;
  options.script = [](SSL* ssl, int fd) {
    if (SSL_accept(ssl) != 1 || !testing_support::ReadRequest(ssl)) return;
    // A post-handshake request to a client that did not offer it is a violation that we make the
    // other side notice: the client answers with an alert of its own.
    const char garbage[] = "\x17\x03\x03\x00\x20 this is no valid ciphertext at all";
    testing_support::SendAll(fd, std::string_view(garbage, 37));
    testing_support::ReadToEnd(fd);
  };
  TlsServer server(options);
  const auto trace = RunOnce(SpecFor(server.port(), Version::kTls13)).trace;
  const auto alert = FatalAlert(trace, Side::kClient);
  ASSERT_TRUE(alert);
  EXPECT_EQ(alert->phase, Phase::kAfterRequest);
  EXPECT_FALSE(First<attempt::HttpReply>(trace));
}

TEST(ClientRefusal, ACloseWithoutAnAlertDuringTheHandshakeIsAFin) {
  TlsServerOptions options;
  options.script = [](SSL*, int fd) {
    testing_support::ReadUntil(fd, "localhost");
    testing_support::CloseGently(fd);
  };
  TlsServer server(options);
  const auto trace = RunOnce(SpecFor(server.port())).trace;
  ASSERT_TRUE(First<PeerClosed>(trace));
  EXPECT_EQ(First<PeerClosed>(trace)->how, PeerClosed::How::kFin);
  EXPECT_EQ(First<PeerClosed>(trace)->phase, Phase::kBeforeServerHello);
  EXPECT_FALSE(First<attempt::HandshakeReturned>(trace)->ok);
  EXPECT_FALSE(First<AlertSeen>(trace));
}

TEST(ClientRefusal, AResetDuringTheHandshakeIsAReset) {
  TlsServerOptions options;
  options.script = [](SSL*, int fd) {
    testing_support::ReadUntil(fd, "localhost");
    testing_support::ResetOnClose(fd);
  };
  TlsServer server(options);
  const auto trace = RunOnce(SpecFor(server.port())).trace;
  ASSERT_TRUE(First<PeerClosed>(trace));
  EXPECT_EQ(First<PeerClosed>(trace)->how, PeerClosed::How::kReset);
}

TEST(ClientRefusal, CloseNotifyAndFinAreOneEvent) {
  TlsServerOptions options;
  options.script = [](SSL* ssl, int fd) {
    if (SSL_accept(ssl) == 1) SSL_shutdown(ssl);
    testing_support::CloseGently(fd);
  };
  TlsServer server(options);
  for (const Version version : {Version::kTls12, Version::kTls13}) {
    HandshakeSpec spec = SpecFor(server.port(), version);
    spec.request.reset();
    const auto trace = RunOnce(spec).trace;
    EXPECT_EQ(testing::Matches(testing::Contains("Closed").Times(1))(EventNames(trace)), true);
    EXPECT_EQ(First<PeerClosed>(trace)->how, PeerClosed::How::kCloseNotify);
    EXPECT_EQ(First<PeerClosed>(trace)->phase, Phase::kAfterFinished);
    EXPECT_FALSE(First<AlertSeen>(trace));
    EXPECT_THAT(EventNames(trace), Not(Contains("QuietAfter")));
  }
}

TEST(ClientRefusal, AReplyThatEndsWithABareFinIsComplete) {
  TlsServerOptions options;
  options.script = [](SSL* ssl, int fd) {
    if (SSL_accept(ssl) == 1 && testing_support::ReadRequest(ssl)) {
      testing_support::WriteReply(ssl, "HTTP/1.1 200 OK\r\n\r\nall");
    }
    testing_support::CloseGently(fd);
  };
  TlsServer server(options);
  const auto trace = RunOnce(SpecFor(server.port())).trace;
  ASSERT_TRUE(First<attempt::HttpReply>(trace));
  EXPECT_EQ(First<attempt::HttpReply>(trace)->body, "all");
  EXPECT_EQ(First<PeerClosed>(trace)->how, PeerClosed::How::kFin);
  EXPECT_LT(First<attempt::HttpReply>(trace).number, First<PeerClosed>(trace).number);
}

TEST(ClientRefusal, ABareFinInsteadOfAReplyLeavesNoReply) {
  TlsServerOptions options;
  options.script = [](SSL* ssl, int fd) {
    if (SSL_accept(ssl) == 1) testing_support::ReadRequest(ssl);
    testing_support::CloseGently(fd);
  };
  TlsServer server(options);
  const auto trace = RunOnce(SpecFor(server.port())).trace;
  EXPECT_TRUE(First<attempt::RequestSent>(trace)->complete);
  EXPECT_FALSE(First<attempt::HttpReply>(trace));
  EXPECT_EQ(First<PeerClosed>(trace)->phase, Phase::kAfterRequest);
}

TEST(ClientRefusal, ACutOffReplyShowsWhatThereWas) {
  TlsServerOptions options;
  options.script = [](SSL* ssl, int fd) {
    if (SSL_accept(ssl) == 1 && testing_support::ReadRequest(ssl)) {
      testing_support::WriteReply(ssl, "HTTP/1.1 403 Forbidden\r\nContent-Length: 99\r\n\r\nhalf");
    }
    testing_support::CloseGently(fd);
  };
  TlsServer server(options);
  const auto trace = RunOnce(SpecFor(server.port())).trace;
  ASSERT_TRUE(First<attempt::HttpReply>(trace));
  EXPECT_EQ(First<attempt::HttpReply>(trace)->status, 403);
  EXPECT_EQ(First<attempt::HttpReply>(trace)->body, "half");
}

/// The server refuses and resets while we pause before the request: the write fails, and the alert
/// must still be found in the socket.
TEST(ClientRefusal, AResetWhileWritingKeepsTheAlert) {
  for (int round = 0; round < 5; ++round) {
    std::atomic<bool> refused{false};
    TlsServerOptions options = Requiring();
    options.script = [&](SSL* ssl, int fd) {
      SSL_accept(ssl);  // fails for want of a certificate and sends the alert
      testing_support::ResetOnClose(fd);
      refused = true;
    };
    TlsServer server(options);
    HandshakeSpec spec = SpecFor(server.port(), Version::kTls13);
    spec.timeouts.verdict = Milliseconds(0);
    const auto trace = RunOnce(spec).trace;
    ASSERT_TRUE(First<PeerClosed>(trace));
    EXPECT_EQ(First<PeerClosed>(trace)->how, PeerClosed::How::kReset);
    const auto alert = FatalAlert(trace, Side::kServer);
    ASSERT_TRUE(alert) << testing::PrintToString(EventNames(trace));
    EXPECT_EQ(alert->description, AlertDescription::kCertificateRequired);
  }
}

TEST(ClientRefusal, PlainHttpIsNotTls) {
  testing_support::LoopbackServer server([](int fd) {
    testing_support::ReadUntil(fd, "localhost");
    testing_support::SendAll(fd, "HTTP/1.1 400 Bad Request\r\n\r\nThis is plain HTTP, you know");
    testing_support::CloseGently(fd);
  });
  const auto trace = RunOnce(SpecFor(server.port())).trace;
  const auto foreign = First<attempt::NotTls>(trace);
  ASSERT_TRUE(foreign);
  EXPECT_THAT(std::string(AsText(foreign->first)), testing::StartsWith("HTTP/1.1 400 Bad"));
  EXPECT_LE(foreign->first.size(), 64u);
  EXPECT_FALSE(First<attempt::HandshakeReturned>(trace)->ok);
  EXPECT_FALSE(First<AlertSeen>(trace));
}

TEST(ClientRefusal, AShortForeignGreetingIsKeptToo) {
  testing_support::LoopbackServer server([](int fd) {
    testing_support::SendAll(fd, "SSH-2.0-x\r\n");
    testing_support::ReadToEnd(fd);
  });
  const auto trace = RunOnce(SpecFor(server.port())).trace;
  ASSERT_TRUE(First<attempt::NotTls>(trace));
  EXPECT_EQ(AsText(First<attempt::NotTls>(trace)->first), "SSH-2.0-x\r\n");
  EXPECT_LT(testing_support::Took(trace), Milliseconds(1500));
}

TEST(ClientRefusal, RecordsOfGarbageEndTheHandshake) {
  testing_support::LoopbackServer server([](int fd) {
    testing_support::ReadUntil(fd, "localhost");
    std::string junk("\x16\x03\x03\x00\x10", 5);
    junk += std::string(16, '\x99');
    testing_support::SendAll(fd, junk);
    testing_support::ReadToEnd(fd);
  });
  const auto trace = RunOnce(SpecFor(server.port())).trace;
  EXPECT_FALSE(First<attempt::HandshakeReturned>(trace)->ok);
  EXPECT_FALSE(First<attempt::NotTls>(trace));
  EXPECT_TRUE(FatalAlert(trace, Side::kClient));
}

TEST(ClientRefusal, AWarningAlertIsRecordedAsOne) {
  testing_support::LoopbackServer server([](int fd) {
    testing_support::ReadUntil(fd, "localhost");
    testing_support::SendAll(fd, std::string("\x15\x03\x03\x00\x02\x01\x70", 7));
    testing_support::CloseGently(fd);
  });
  const auto trace = RunOnce(SpecFor(server.port(), Version::kTls12)).trace;
  const auto alert = First<AlertSeen>(trace);
  ASSERT_TRUE(alert);
  EXPECT_EQ(alert->level, tls::AlertLevel::kWarning);
  EXPECT_EQ(alert->description, AlertDescription::kUnrecognizedName);
  EXPECT_EQ(First<PeerClosed>(trace)->how, PeerClosed::How::kFin);
}

}  // namespace
}  // namespace shakedown::handshake
