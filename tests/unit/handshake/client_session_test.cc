// Sessions: what is kept, what is resumed, what a refusal does to them; and late authentication.
#include "handshake/client_session.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <thread>
#include <vector>

#include "tests/support/client_run.h"
#include "tests/support/tls_server.h"

namespace shakedown::handshake {
namespace {

using attempt::First;
using attempt::HandshakeSpec;
using testing::Contains;
using testing::Not;
using testing_support::EventNames;
using testing_support::kAskAndRequire;
using testing_support::Must;
using testing_support::SpecFor;
using testing_support::TestPki;
using testing_support::TlsServer;
using testing_support::TlsServerOptions;
using tls::HandshakeType;
using tls::Version;

/// The ClientHello of a trace; an empty one, and a failure, if there is none.
tls::ClientHello HelloOf(const attempt::HandshakeTrace& trace) {
  for (const attempt::Event& event : trace.events) {
    const auto* message = std::get_if<attempt::Message>(&event.body);
    if (message == nullptr) continue;
    if (const auto* hello = std::get_if<tls::ClientHello>(&message->body)) return *hello;
  }
  ADD_FAILURE() << "no ClientHello";
  return {};
}

struct ResumptionCase {
  Version version;
  bool tickets12;
};

class Resumption : public testing::TestWithParam<ResumptionCase> {};

TEST_P(Resumption, SkipsTheCertificateRequest) {
  TlsServerOptions options;
  options.verify = kAskAndRequire;
  options.tickets12 = GetParam().tickets12;
  TlsServer server(options);
  Client client({});
  const HandshakeSpec spec = SpecFor(server.port(), GetParam().version);
  const HandshakeResult first = Must(client.Run(spec, TestPki::Get().good, nullptr));
  ASSERT_NE(first.session, nullptr);
  EXPECT_FALSE(attempt::Resumed(first.trace));
  // Twice, because the first resumption must not spoil the session.
  for (int round = 0; round < 2; ++round) {
    const HandshakeResult second = Must(client.Run(spec, nullptr, first.session));
    ASSERT_TRUE(First<attempt::HandshakeReturned>(second.trace));
    EXPECT_TRUE(First<attempt::HandshakeReturned>(second.trace)->resumed);
    EXPECT_TRUE(attempt::CertificateRequests(second.trace).empty());
    EXPECT_EQ(First<attempt::HttpReply>(second.trace)->status, 200);
    EXPECT_FALSE(First<attempt::ServerChecked>(second.trace));
  }
}

INSTANTIATE_TEST_SUITE_P(Versions, Resumption,
                         testing::Values(ResumptionCase{Version::kTls12, true},
                                         ResumptionCase{Version::kTls12, false},
                                         ResumptionCase{Version::kTls13, true}),
                         [](const auto& tested) {
                           return std::string(tested.param.version == Version::kTls13 ? "Tls13"
                                                                                      : "Tls12") +
                                  (tested.param.tickets12 ? "Ticket" : "SessionId");
                         });

TEST(ClientSession, ASessionOfAnotherVersionIsOfferedAndLeadsToAFullHandshake) {
  TlsServer server(TlsServerOptions{});
  Client client({});
  const auto first = Must(client.Run(SpecFor(server.port(), Version::kTls13), nullptr, nullptr));
  ASSERT_NE(first.session, nullptr);
  const auto second =
      Must(client.Run(SpecFor(server.port(), Version::kTls12), nullptr, first.session));
  EXPECT_TRUE(First<attempt::HandshakeReturned>(second.trace)->ok);
  EXPECT_FALSE(attempt::Resumed(second.trace));
  EXPECT_FALSE(HelloOf(second.trace).session_ticket.empty()) << "it was offered";
}

class ChangedTicket : public testing::TestWithParam<ResumptionCase> {};

TEST_P(ChangedTicket, IsNotResumed) {
  TlsServerOptions options;
  options.verify = kAskAndRequire;
  options.tickets12 = GetParam().tickets12;
  TlsServer server(options);
  Client client({});
  HandshakeSpec spec = SpecFor(server.port(), GetParam().version);
  const HandshakeResult first = Must(client.Run(spec, TestPki::Get().good, nullptr));
  ASSERT_NE(first.session, nullptr);
  for (const auto form : {attempt::TicketForm::kFlipped, attempt::TicketForm::kTruncated,
                          attempt::TicketForm::kForeign}) {
    spec.ticket_form = form;
    const HandshakeResult changed = Must(client.Run(spec, nullptr, first.session));
    EXPECT_FALSE(attempt::Resumed(changed.trace));
    EXPECT_FALSE(attempt::CertificateRequests(changed.trace).empty());
  }
  spec.ticket_form = attempt::TicketForm::kIntact;
  EXPECT_TRUE(attempt::Resumed(Must(client.Run(spec, nullptr, first.session)).trace))
      << "the session itself is as it was";
}

INSTANTIATE_TEST_SUITE_P(Versions, ChangedTicket,
                         testing::Values(ResumptionCase{Version::kTls12, true},
                                         ResumptionCase{Version::kTls12, false},
                                         ResumptionCase{Version::kTls13, true}),
                         [](const auto& tested) {
                           return std::string(tested.param.version == Version::kTls13 ? "Tls13"
                                                                                      : "Tls12") +
                                  (tested.param.tickets12 ? "Ticket" : "SessionId");
                         });

TEST(ClientSession, ATicketIsReplacedWhole) {
  TlsServer server(TlsServerOptions{});
  const auto first =
      Must(Client({}).Run(SpecFor(server.port(), Version::kTls13), nullptr, nullptr));
  ASSERT_NE(first.session, nullptr);
  const ossl::SessionPtr copy = first.session->Copy();
  const Bytes other(1000, uint8_t{7});
  const ossl::SessionPtr changed = WithTicket(copy.get(), other);
  ASSERT_NE(changed, nullptr);
  const unsigned char* ticket = nullptr;
  size_t octets = 0;
  SSL_SESSION_get0_ticket(changed.get(), &ticket, &octets);
  EXPECT_EQ(Bytes(ticket, ticket + octets), other);
  EXPECT_EQ(SSL_SESSION_get_protocol_version(changed.get()), TLS1_3_VERSION);
}

TEST(ClientSession, TheExtendedMasterSecretCanBeLeftOut) {
  TlsServer server(TlsServerOptions{});
  HandshakeSpec spec = SpecFor(server.port(), Version::kTls12);
  const auto offers = [&] {
    const auto result = Must(Client({}).Run(spec, nullptr, nullptr));
    const tls::ClientHello hello = HelloOf(result.trace);
    return std::any_of(hello.extensions.begin(), hello.extensions.end(), [](const auto& one) {
      return one.type == tls::ExtensionType::kExtendedMasterSecret;
    });
  };
  EXPECT_TRUE(offers());
  spec.extended_master_secret = false;
  EXPECT_FALSE(offers());
}

TEST(ClientSession, ARefusedHandshakeLeavesNone) {
  TlsServerOptions options;
  options.verify = kAskAndRequire;
  TlsServer server(options);
  for (const Version version : {Version::kTls12, Version::kTls13}) {
    EXPECT_EQ(Must(Client({}).Run(SpecFor(server.port(), version), nullptr, nullptr)).session,
              nullptr);
  }
}

TEST(ClientSession, NoTicketNoSession) {
  TlsServerOptions options;
  options.tickets = 0;
  TlsServer server(options);
  HandshakeSpec spec = SpecFor(server.port(), Version::kTls13);
  spec.timeouts.verdict = Milliseconds(20);
  EXPECT_EQ(Must(Client({}).Run(spec, nullptr, nullptr)).session, nullptr);
}

/// A server that asks for a renegotiation with a certificate once it has read the request.
TlsServerOptions Renegotiating(int rounds = 1) {
  TlsServerOptions options;
  options.max_version = TLS1_2_VERSION;
  options.script = [rounds](SSL* ssl, int fd) {
    if (SSL_accept(ssl) == 1 && testing_support::ReadRequest(ssl)) {
      bool alive = true;
      for (int i = 0; i < rounds && alive; ++i) {
        SSL_set_verify(ssl, kAskAndRequire, nullptr);
        // Else the client's session is resumed, and a resumption never asks.
        SSL_set_options(ssl, SSL_OP_NO_SESSION_RESUMPTION_ON_RENEGOTIATION);
        SSL_renegotiate(ssl);
        alive = SSL_do_handshake(ssl) == 1;  // sends HelloRequest
        char octet = 0;
        // Reading drives the handshake that the client answers with.
        SSL_set_mode(ssl, SSL_MODE_AUTO_RETRY);
        timeval brief{0, 200'000};
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &brief, sizeof brief);
        SSL_read(ssl, &octet, 1);
        alive = alive && SSL_renegotiate_pending(ssl) == 0 &&
                (SSL_get_shutdown(ssl) & SSL_RECEIVED_SHUTDOWN) == 0;
        ERR_clear_error();
      }
      testing_support::WriteReply(
          ssl, "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\nlate");
      SSL_shutdown(ssl);
    }
    testing_support::CloseGently(fd);
  };
  return options;
}

TEST(ClientLateAuthentication, AHelloRequestIsAnswered) {
  TlsServer server(Renegotiating());
  const auto result = Must(Client({}).Run(SpecFor(server.port()), TestPki::Get().good, nullptr));
  EXPECT_THAT(EventNames(result.trace), Contains("server:HelloRequest"));
  const auto requests = attempt::CertificateRequests(result.trace);
  ASSERT_EQ(requests.size(), 1u);
  EXPECT_EQ(requests[0].when, attempt::RequestTime::kRenegotiation);
  EXPECT_TRUE(attempt::ClientCertificateSent(result.trace).value());
  ASSERT_TRUE(First<attempt::HttpReply>(result.trace));
  EXPECT_EQ(First<attempt::HttpReply>(result.trace)->body, "late");
}

TEST(ClientLateAuthentication, ARefusalInTheRenegotiationHasItsPhase) {
  TlsServer server(Renegotiating());
  const auto result = Must(Client({}).Run(SpecFor(server.port()), nullptr, nullptr));
  const auto alert = attempt::FatalAlert(result.trace, attempt::Side::kServer);
  ASSERT_TRUE(alert);
  EXPECT_EQ(alert->description, tls::AlertDescription::kHandshakeFailure);
  EXPECT_EQ(alert->phase, attempt::Phase::kAfterRequest);
}

TEST(ClientLateAuthentication, EndlessRenegotiationIsRefused) {
  TlsServer server(Renegotiating(50));
  const auto result = Must(Client({}).Run(SpecFor(server.port()), TestPki::Get().good, nullptr));
  EXPECT_LE(attempt::CertificateRequests(result.trace).size(), 8u);
  EXPECT_LT(testing_support::Took(result.trace), Milliseconds(8000));
}

/// A TLS 1.3 server that asks after the request (RFC 9846 section 4.7.2).
TlsServerOptions AskingLate() {
  TlsServerOptions options;
  options.min_version = TLS1_3_VERSION;
  options.script = [](SSL* ssl, int fd) {
    if (SSL_accept(ssl) == 1 && testing_support::ReadRequest(ssl)) {
      SSL_set_verify(ssl, kAskAndRequire | SSL_VERIFY_POST_HANDSHAKE, nullptr);
      const bool asked = SSL_verify_client_post_handshake(ssl) == 1 && SSL_do_handshake(ssl) == 1;
      // Reads the client's answer; there is no application data, so the read gives up.
      char octet = 0;
      timeval brief{0, 300'000};
      setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &brief, sizeof brief);
      SSL_read(ssl, &octet, 1);
      X509* peer = SSL_get1_peer_certificate(ssl);
      const std::string body = !asked ? "not offered" : peer != nullptr ? "proven" : "unknown";
      X509_free(peer);
      ERR_clear_error();
      testing_support::WriteReply(ssl, "HTTP/1.0 200 OK\r\n\r\n" + body);
      SSL_shutdown(ssl);
    }
    testing_support::CloseGently(fd);
  };
  return options;
}

TEST(ClientLateAuthentication, PostHandshakeRequestsAreAnsweredWhenOffered) {
  TlsServer server(AskingLate());
  HandshakeSpec spec = SpecFor(server.port());
  spec.offer_post_handshake_auth = true;
  const auto result = Must(Client({}).Run(spec, TestPki::Get().good, nullptr));
  const auto requests = attempt::CertificateRequests(result.trace);
  ASSERT_EQ(requests.size(), 1u);
  EXPECT_EQ(requests[0].when, attempt::RequestTime::kPostHandshake);
  EXPECT_FALSE(requests[0].request->context.empty());
  ASSERT_TRUE(First<attempt::HttpReply>(result.trace));
  EXPECT_EQ(First<attempt::HttpReply>(result.trace)->body, "proven");
}

TEST(ClientLateAuthentication, WithoutTheOfferTheServerCannotAsk) {
  TlsServer server(AskingLate());
  const auto result = Must(Client({}).Run(SpecFor(server.port()), TestPki::Get().good, nullptr));
  EXPECT_TRUE(attempt::CertificateRequests(result.trace).empty());
  EXPECT_EQ(First<attempt::HttpReply>(result.trace)->body, "not offered");
}

TEST(ClientConcurrency, ManyThreadsShareOneClient) {
  TlsServerOptions options;
  options.verify = kAskAndRequire;
  TlsServer server(options);
  Client client({});
  std::atomic<int> served{0};
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 8; ++thread) {
    threads.emplace_back([&, thread] {
      SessionPtr session;
      for (int i = 0; i < 20; ++i) {
        HandshakeSpec spec = SpecFor(server.port(), i % 2 == 0 ? Version::kTls12 : Version::kTls13);
        spec.timeouts.handshake = spec.timeouts.reply = Milliseconds(20'000);
        spec.timeouts.total = Milliseconds(60'000);
        if (thread % 2 == 0) spec.alpn = {"http/1.1"};
        if (thread == 3) spec.damage = {attempt::WrongKey()};
        auto result = client.Run(spec, TestPki::Get().good, thread > 5 ? session : nullptr);
        if (!result) continue;
        if (result->session) session = result->session;
        const auto reply = First<attempt::HttpReply>(result->trace);
        if (reply && reply->status == 200) ++served;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(served, 7 * 20);  // one thread signs with the wrong key
}

}  // namespace
}  // namespace shakedown::handshake
