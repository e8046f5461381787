#include "handshake/damage/late_flight.h"

#include <gmock/gmock.h>

#include "tests/support/client_run.h"
#include "tests/support/tls_server.h"

namespace shakedown::handshake {
namespace {

using attempt::Damage;
using attempt::First;
using attempt::HandshakeSpec;
using testing::ElementsAre;
using testing_support::RunOnce;
using testing_support::SpecFor;
using testing_support::TestPki;
using testing_support::TlsServer;
using testing_support::TlsServerOptions;
using tls::HandshakeType;
using Message = Damage::Message;
using Operation = Damage::Operation;

Damage Late(Message message, Operation operation, std::string argument = "") {
  return {message, operation, std::move(argument), Damage::When::kPostHandshake};
}

/// Takes what the client sends until it has presented a certificate; false if TLS ended first.
bool AwaitCertificate(SSL* ssl) {
  char buffer[4096];
  while (SSL_get0_peer_certificate(ssl) == nullptr) {
    const int got = SSL_read(ssl, buffer, sizeof buffer);
    if (got <= 0 && SSL_get_error(ssl, got) != SSL_ERROR_WANT_READ) return false;
  }
  return true;
}

/// Asks for a certificate after the request if its path is /late, as Apache does.
void ServeLate(SSL* ssl, int fd) {
  SSL_clear_mode(ssl, SSL_MODE_AUTO_RETRY);
  std::string request;
  char buffer[4096];
  bool open = SSL_accept(ssl) == 1;
  while (open && request.find("\r\n\r\n") == std::string::npos) {
    const int got = SSL_read(ssl, buffer, sizeof buffer);
    open = got > 0 || SSL_get_error(ssl, got) == SSL_ERROR_WANT_READ;
    if (got > 0) request.append(buffer, static_cast<size_t>(got));
  }
  if (open && request.starts_with("GET /late")) {
    SSL_set_verify(ssl, testing_support::kAskAndRequire, nullptr);
    open = SSL_verify_client_post_handshake(ssl) == 1 && SSL_do_handshake(ssl) == 1 &&
           AwaitCertificate(ssl);
  }
  if (open) {
    testing_support::WriteReply(
        ssl, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok");
    SSL_shutdown(ssl);
  }
  testing_support::CloseGently(fd);
}

class late_flight : public testing::Test {
 protected:
  static TlsServer& Server() {
    static auto* const server = [] {
      TlsServerOptions options;
      options.script = ServeLate;
      return new TlsServer(options);
    }();
    return *server;
  }
  static HandshakeSpec Spec(std::vector<Damage> damage, const char* path = "/late") {
    HandshakeSpec spec = SpecFor(Server().port(), tls::Version::kTls13);
    spec.offer_post_handshake_auth = true;
    spec.target.path = path;
    spec.damage = std::move(damage);
    return spec;
  }
  static attempt::HandshakeTrace Run(std::vector<Damage> damage,
                                     const pki::IdentityPtr& identity = TestPki::Get().good) {
    return RunOnce(Spec(std::move(damage)), identity).trace;
  }
  static int Status(const attempt::HandshakeTrace& trace) {
    const auto reply = First<attempt::HttpReply>(trace);
    return reply ? reply->status : 0;
  }
  static int Alert(const attempt::HandshakeTrace& trace) {
    const auto alert = attempt::FatalAlert(trace, attempt::Side::kServer);
    return alert ? static_cast<int>(alert->description) : -1;
  }
  static std::vector<std::string> Done(const attempt::HandshakeTrace& trace) {
    std::vector<std::string> done;
    for (const attempt::Event& event : trace.events) {
      const auto* damaged = std::get_if<attempt::Damaged>(&event.body);
      if (damaged != nullptr) done.push_back(damaged->what);
    }
    return done;
  }
  /// Types of what the client sent after its request.
  static std::vector<HandshakeType> SentLate(const attempt::HandshakeTrace& trace) {
    std::vector<HandshakeType> sent;
    bool late = false;
    for (const attempt::Event& event : trace.events) {
      late |= std::holds_alternative<attempt::RequestSent>(event.body);
      const auto* message = std::get_if<attempt::Message>(&event.body);
      if (late && message != nullptr && message->from == attempt::Side::kClient) {
        sent.push_back(message->type);
      }
    }
    return sent;
  }
};

TEST_F(late_flight, AnAnswerThatIsOnlyCutOtherwiseIsTaken) {
  const auto cut = Late(Message::kCertificate, Operation::kSplitRecords, "1");
  const auto trace = Run({cut});
  EXPECT_EQ(Status(trace), 200);
  EXPECT_THAT(Done(trace), ElementsAre("post-handshake certificate split-records=1"));
  EXPECT_THAT(SentLate(trace),
              ElementsAre(HandshakeType::kCertificate, HandshakeType::kCertificateVerify,
                          HandshakeType::kFinished));
}

TEST_F(late_flight, AnAnswerMayComeUnderNewKeys) {
  const auto trace = Run({Late(Message::kCertificate, Operation::kPrecedeWith, "key-update")});
  EXPECT_EQ(Status(trace), 200);
  EXPECT_THAT(SentLate(trace),
              ElementsAre(HandshakeType::kKeyUpdate, HandshakeType::kCertificate,
                          HandshakeType::kCertificateVerify, HandshakeType::kFinished));
}

TEST_F(late_flight, TheServerRefusesForTheDamageAlone) {
  const std::pair<std::vector<Damage>, int> refusals[] = {
      {{Late(Message::kCertificateVerify, Operation::kOmit)}, 10},
      {{Late(Message::kCertificate, Operation::kOmit),
        Late(Message::kCertificateVerify, Operation::kOmit)},
       10},
      {{Late(Message::kCertificateVerify, Operation::kFlipBit, "7")}, 51},
      {{Late(Message::kCertificate, Operation::kContext, "0102")}, 50},
      {{Late(Message::kCertificateVerify, Operation::kPrecedeWith, "application-data")}, 10},
      {{Late(Message::kFinished, Operation::kFlipBit, "0")}, 51},
      {{Late(Message::kCertificate, Operation::kReplaceWith, "empty"),
        Late(Message::kCertificateVerify, Operation::kOmit)},
       116},
  };
  for (const auto& [damage, alert] : refusals) {
    const auto trace = Run(damage);
    EXPECT_EQ(Alert(trace), alert) << ToText(damage.front());
    EXPECT_EQ(Status(trace), 0) << ToText(damage.front());
    EXPECT_EQ(Done(trace).size(), damage.size()) << ToText(damage.front());
  }
}

TEST_F(late_flight, NoAnswerAtAllLeavesTheServerWaiting) {
  HandshakeSpec spec = Spec({Late(Message::kCertificate, Operation::kOmit),
                             Late(Message::kCertificateVerify, Operation::kOmit),
                             Late(Message::kFinished, Operation::kOmit)});
  spec.timeouts.reply = Milliseconds(300);
  const auto trace = RunOnce(spec, TestPki::Get().good).trace;
  EXPECT_TRUE(First<attempt::DeadlineHit>(trace));
  EXPECT_EQ(Status(trace), 0);
  EXPECT_THAT(SentLate(trace), testing::IsEmpty());
  EXPECT_THAT(Done(trace), testing::SizeIs(3));
}

TEST_F(late_flight, WhatNobodyAskedForIsSentBeforeTheRequest) {
  for (const char* path : {"/late", "/"}) {
    const HandshakeSpec spec = Spec({Late(Message::kCertificate, Operation::kUnasked)}, path);
    const auto trace = RunOnce(spec, TestPki::Get().good).trace;
    EXPECT_EQ(Alert(trace), 10) << path;
    EXPECT_THAT(Done(trace), ElementsAre("post-handshake certificate unasked"));
    EXPECT_TRUE(attempt::ClientCertificateSent(trace).value_or(false));
  }
}

TEST_F(late_flight, EveryKindOfKeySendsItUnasked) {
  for (const pki::KeyKind kind : {pki::KeyKind::kRsa2048, pki::KeyKind::kRsaPss2048,
                                  pki::KeyKind::kP384, pki::KeyKind::kEd25519}) {
    const auto identity = TestPki::MintClient(*TestPki::Get().root, "key", kind);
    const auto trace = Run({Late(Message::kCertificate, Operation::kUnasked)}, identity);
    EXPECT_TRUE(attempt::ClientCertificateSent(trace).value_or(false)) << pki::ToString(kind);
  }
}

TEST_F(late_flight, WithoutAnOccasionNothingIsDone) {
  const auto damage = Late(Message::kCertificateVerify, Operation::kFlipBit, "7");
  const auto never_asked = RunOnce(Spec({damage}, "/"), TestPki::Get().good).trace;
  EXPECT_EQ(Status(never_asked), 200);
  EXPECT_THAT(Done(never_asked), testing::IsEmpty());
  const auto nobody = Run({Late(Message::kCertificate, Operation::kUnasked)}, nullptr);
  EXPECT_THAT(Done(nobody), testing::IsEmpty());
}

TEST_F(late_flight, GoesTogetherWithDamageToTheHandshake) {
  const auto trace = Run({{Message::kFinished, Operation::kSplitRecords, "5"},
                          Late(Message::kCertificateVerify, Operation::kSplitRecords, "9")});
  EXPECT_EQ(Status(trace), 200);
  EXPECT_THAT(Done(trace), testing::SizeIs(2));
}

TEST_F(late_flight, AForeignKeySignsTheLateAnswerToo) {
  const auto trace = Run({attempt::WrongKey()});
  EXPECT_EQ(Alert(trace), 51);
  EXPECT_THAT(Done(trace), ElementsAre("certificate-verify key=other"));
}

}  // namespace
}  // namespace shakedown::handshake
