#include "handshake/client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>

#include "tests/support/client_run.h"
#include "tests/support/tls_server.h"

namespace shakedown::handshake {
namespace {

using attempt::First;
using attempt::HandshakeSpec;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using testing_support::EventNames;
using testing_support::kAskAndRequire;
using testing_support::RunOnce;
using testing_support::SpecFor;
using testing_support::TestPki;
using testing_support::TlsServer;
using testing_support::TlsServerOptions;
using tls::HandshakeType;
using tls::Version;

TlsServerOptions Requiring() {
  TlsServerOptions options;
  options.verify = kAskAndRequire;
  return options;
}

TEST(Client, RecordsATls13HandshakeInOrder) {
  TlsServer server(Requiring());
  const HandshakeResult result =
      RunOnce(SpecFor(server.port(), Version::kTls13), TestPki::Get().good);
  // The second ticket may come in a record of its own, after the first has ended the listening.
  std::vector<std::string> names = EventNames(result.trace);
  EXPECT_EQ(std::count(names.begin(), names.end(), "server:NewSessionTicket"), 2);
  names.erase(std::remove(names.begin() + 14, names.end(), "server:NewSessionTicket"), names.end());
  EXPECT_THAT(
      names,
      ElementsAre("Connected", "client:ClientHello", "server:ServerHello",
                  "server:EncryptedExtensions", "server:CertificateRequest", "server:Certificate",
                  "server:CertificateVerify", "server:Finished", "client:Certificate",
                  "client:CertificateVerify", "client:Finished", "Server", "Returned",
                  "server:NewSessionTicket", "Request", "Reply", "Closed"));
  const auto returned = First<attempt::HandshakeReturned>(result.trace);
  EXPECT_TRUE(returned->ok);
  EXPECT_EQ(returned->version, Version::kTls13);
  EXPECT_EQ(returned->cipher, "TLS_AES_256_GCM_SHA384");
  EXPECT_EQ(returned->group, "x25519");
  EXPECT_FALSE(returned->resumed);
  EXPECT_EQ(First<attempt::HttpReply>(result.trace)->status, 200);
  EXPECT_EQ(First<attempt::HttpReply>(result.trace)->body, "ok");
  EXPECT_EQ(First<attempt::PeerClosed>(result.trace)->how, attempt::PeerClosed::How::kCloseNotify);
  EXPECT_TRUE(attempt::ClientCertificateSent(result.trace).value());
  EXPECT_NE(result.session, nullptr);
}

TEST(Client, RecordsATls12HandshakeInOrder) {
  TlsServer server(Requiring());
  const HandshakeResult result =
      RunOnce(SpecFor(server.port(), Version::kTls12), TestPki::Get().good);
  EXPECT_THAT(
      EventNames(result.trace),
      ElementsAre("Connected", "client:ClientHello", "server:ServerHello", "server:Certificate",
                  "server:ServerKeyExchange", "server:CertificateRequest", "server:ServerHelloDone",
                  "client:Certificate", "client:ClientKeyExchange", "client:CertificateVerify",
                  "client:Finished", "server:NewSessionTicket", "server:Finished", "Server",
                  "Returned", "Request", "Reply", "Closed"));
  EXPECT_EQ(First<attempt::HandshakeReturned>(result.trace)->cipher,
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384");
}

TEST(Client, SeesEveryRecordWithDirectionTimeAndLength) {
  TlsServer server(Requiring());
  const HandshakeResult result =
      RunOnce(SpecFor(server.port(), Version::kTls13), TestPki::Get().good);
  size_t from_client = 0;
  size_t from_server = 0;
  std::chrono::microseconds last{0};
  for (const attempt::Event& event : result.trace.events) {
    EXPECT_GE(event.at, last);
    last = event.at;
    const auto* record = std::get_if<attempt::Record>(&event.body);
    if (record == nullptr) continue;
    EXPECT_GT(record->length, 0u);
    ++(record->from == attempt::Side::kClient ? from_client : from_server);
  }
  EXPECT_GE(result.trace.duration, last);
  // ClientHello, CCS, Certificate.., Finished, request, close_notify; ServerHello to close_notify.
  EXPECT_GE(from_client, 5u);
  EXPECT_GE(from_server, 8u);
  EXPECT_EQ(First<attempt::Record>(result.trace)->type, tls::ContentType::kHandshake);
  EXPECT_EQ(First<attempt::Record>(result.trace)->version, 0x0301);
}

TEST(Client, SpeaksOldVersions) {
  TlsServer server(Requiring());
  for (const Version version : {Version::kTls10, Version::kTls11}) {
    const HandshakeResult result = RunOnce(SpecFor(server.port(), version), TestPki::Get().good);
    const auto returned = First<attempt::HandshakeReturned>(result.trace);
    ASSERT_TRUE(returned);
    EXPECT_TRUE(returned->ok) << Name(version);
    EXPECT_EQ(returned->version, version);
    EXPECT_EQ(First<attempt::HttpReply>(result.trace)->status, 200);
  }
}

TEST(Client, PresentsLeafAndChainExactlyAsTheyAre) {
  pki::MintRequest request;
  request.name = "deep";
  request.intermediates = 2;
  const auto deep = testing_support::Must(pki::Mint(*TestPki::Get().root, request));
  TlsServer server(Requiring());
  for (const Version version : {Version::kTls12, Version::kTls13}) {
    const HandshakeResult result = RunOnce(SpecFor(server.port(), version), deep);
    const auto sent = attempt::ClientCertificate(result.trace);
    ASSERT_TRUE(sent);
    EXPECT_EQ(std::get<tls::CertificateMessage>(sent->body).entries.size(), 3u);
    EXPECT_EQ(First<attempt::HttpReply>(result.trace)->status, 200);
  }
}

TEST(Client, PresentsNothingWithoutAnIdentity) {
  TlsServerOptions options;
  options.verify = SSL_VERIFY_PEER;
  TlsServer server(options);
  const HandshakeResult result = RunOnce(SpecFor(server.port()));
  EXPECT_EQ(attempt::ClientCertificateSent(result.trace), false);
  EXPECT_EQ(First<attempt::HttpReply>(result.trace)->status, 200);
}

TEST(Client, WorksOverIpv6) {
  TlsServerOptions options;
  options.v6 = true;
  TlsServer server(options);
  HandshakeSpec spec = SpecFor(server.port());
  spec.connect_to->host = "::1";
  const HandshakeResult result = RunOnce(spec);
  EXPECT_EQ(First<attempt::Connected>(result.trace)->address, "::1");
  EXPECT_EQ(First<attempt::HttpReply>(result.trace)->status, 200);
}

TEST(Client, SendsTheRequestOfTheSpec) {
  TlsServer server(TlsServerOptions{});
  HandshakeSpec spec = SpecFor(server.port());
  spec.request->path = "/secure/x";
  spec.request->host = "other.test";
  RunOnce(spec);
  EXPECT_THAT(server.last_request(), StartsWith("GET /secure/x HTTP/1.1\r\nHost: other.test\r\n"));
}

TEST(Client, DoesNotWaitForAKeepAliveServerToClose) {
  TlsServerOptions options;
  options.script = [](SSL* ssl, int fd) {
    if (SSL_accept(ssl) != 1 || !testing_support::ReadRequest(ssl)) return;
    testing_support::WriteReply(ssl, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    testing_support::ReadToEnd(fd);
  };
  TlsServer server(options);
  const HandshakeResult result = RunOnce(SpecFor(server.port()));
  EXPECT_EQ(First<attempt::HttpReply>(result.trace)->status, 200);
  EXPECT_FALSE(First<attempt::PeerClosed>(result.trace));
  EXPECT_LT(testing_support::Took(result.trace), Milliseconds(1000));
}

TEST(Client, WaitsOnlyBrieflyForAnAnnouncedClose) {
  TlsServerOptions options;
  options.script = [](SSL* ssl, int fd) {
    if (SSL_accept(ssl) != 1 || !testing_support::ReadRequest(ssl)) return;
    testing_support::WriteReply(
        ssl, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok");
    testing_support::ReadToEnd(fd);
  };
  TlsServer server(options);
  const HandshakeResult result = RunOnce(SpecFor(server.port()));
  EXPECT_FALSE(First<attempt::PeerClosed>(result.trace));
  EXPECT_LT(testing_support::Took(result.trace), Milliseconds(1000));
}

TEST(Client, ListensOnlyWithoutARequest) {
  TlsServerOptions options;
  std::atomic<bool> heard{false};
  options.script = [&](SSL* ssl, int fd) {
    char octet = 0;
    if (SSL_accept(ssl) == 1 && SSL_read(ssl, &octet, 1) > 0) heard = true;
    testing_support::CloseGently(fd);
  };
  TlsServer server(options);
  for (const Version version : {Version::kTls12, Version::kTls13}) {
    HandshakeSpec spec = SpecFor(server.port(), version);
    spec.request.reset();
    spec.timeouts.verdict = Milliseconds(60);
    const HandshakeResult result = RunOnce(spec);
    const auto quiet = First<attempt::QuietAfterFinished>(result.trace);
    ASSERT_TRUE(quiet) << Name(version);
    EXPECT_GE(quiet->listened, Milliseconds(60));
    EXPECT_FALSE(First<attempt::RequestSent>(result.trace));
  }
  EXPECT_FALSE(heard);
}

TEST(Client, SilenceAfterFinishedIsRecordedAndTheRequestGoesOut) {
  TlsServerOptions options;
  options.tickets = 0;
  TlsServer server(options);
  HandshakeSpec spec = SpecFor(server.port(), Version::kTls13);
  spec.timeouts.verdict = Milliseconds(50);
  const HandshakeResult result = RunOnce(spec);
  EXPECT_GE(First<attempt::QuietAfterFinished>(result.trace)->listened, Milliseconds(50));
  EXPECT_EQ(First<attempt::HttpReply>(result.trace)->status, 200);
}

TEST(Client, ATicketEndsTheListening) {
  TlsServer server(Requiring());
  const HandshakeResult result =
      RunOnce(SpecFor(server.port(), Version::kTls13), TestPki::Get().good);
  EXPECT_THAT(EventNames(result.trace), Not(Contains("QuietAfter")));
  EXPECT_LT(testing_support::Took(result.trace), Milliseconds(1500));
}

TEST(Client, AServerThatSpeaksFirstIsHeard) {
  TlsServerOptions options;
  options.tickets = 0;
  options.script = [](SSL* ssl, int fd) {
    if (SSL_accept(ssl) == 1) {
      testing_support::WriteReply(ssl, "HTTP/1.1 408 Too slow\r\nConnection: close\r\n\r\nbye");
      SSL_shutdown(ssl);
    }
    testing_support::CloseGently(fd);
  };
  TlsServer server(options);
  const HandshakeResult result = RunOnce(SpecFor(server.port(), Version::kTls13));
  ASSERT_TRUE(First<attempt::HttpReply>(result.trace));
  EXPECT_EQ(First<attempt::HttpReply>(result.trace)->status, 408);
  EXPECT_EQ(First<attempt::HttpReply>(result.trace)->body, "bye");
}

TEST(Client, PausesBeforeTheRequest) {
  TlsServer server(TlsServerOptions{});
  HandshakeSpec spec = SpecFor(server.port());
  spec.pause_before_request = Milliseconds(80);
  const HandshakeResult result = RunOnce(spec);
  const auto returned = First<attempt::HandshakeReturned>(result.trace);
  const auto sent = First<attempt::RequestSent>(result.trace);
  ASSERT_TRUE(returned && sent);
  const auto& events = result.trace.events;
  EXPECT_GE(
      events[static_cast<size_t>(sent.number)].at - events[static_cast<size_t>(returned.number)].at,
      Milliseconds(80));
}

TEST(Client, NoRequestToAServerThatChoseAnotherProtocol) {
  TlsServerOptions options;
  options.alpn = "spdy/1";
  TlsServer server(options);
  HandshakeSpec spec = SpecFor(server.port());
  spec.alpn = {"spdy/1", "http/1.1"};
  spec.timeouts.verdict = Milliseconds(50);
  const HandshakeResult result = RunOnce(spec);
  EXPECT_EQ(First<attempt::HandshakeReturned>(result.trace)->alpn, "spdy/1");
  EXPECT_FALSE(First<attempt::RequestSent>(result.trace));
}

TEST(Client, AppliesNoneForATargetWithoutAnApplication) {
  TlsServer server(TlsServerOptions{});
  HandshakeSpec spec = SpecFor(server.port());
  spec.target.application = attempt::Application::kNone;
  spec.timeouts.verdict = Milliseconds(30);
  EXPECT_FALSE(First<attempt::RequestSent>(RunOnce(spec).trace));
}

}  // namespace
}  // namespace shakedown::handshake
