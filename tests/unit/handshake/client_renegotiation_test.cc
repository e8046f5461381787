// Renegotiations that the client starts, against OpenSSL servers that take part in them or not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <mutex>

#include "handshake/client.h"
#include "tests/support/client_run.h"
#include "tests/support/tls_server.h"

namespace shakedown::handshake {
namespace {

using attempt::Damage;
using attempt::HandshakeSpec;
using attempt::Renegotiated;
using attempt::Renegotiation;
using testing_support::SpecFor;
using testing_support::TestPki;
using testing_support::TlsServer;
using testing_support::TlsServerOptions;

/// What the server's library knew when it answered a request.
struct Known {
  std::string client;
  std::string sni;
  bool secure = false;
};

class client_renegotiation : public testing::Test {
 protected:
  /// Answers two requests; `allowed` are options of its library.
  std::unique_ptr<TlsServer> Serve(uint64_t allowed) {
    TlsServerOptions options;
    options.verify = SSL_VERIFY_PEER;
    options.max_version = TLS1_3_VERSION;
    options.script = [this](SSL* ssl, int fd) {
      if (SSL_accept(ssl) == 1) {
        for (int i = 0; i < 2 && testing_support::ReadRequest(ssl); ++i) {
          Note(ssl);
          testing_support::WriteReply(ssl, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        }
        SSL_shutdown(ssl);
      }
      testing_support::CloseGently(fd);
    };
    auto server = std::make_unique<TlsServer>(options);
    SSL_CTX_set_options(server->context(), allowed);
    return server;
  }

  static HandshakeSpec Spec(const TlsServer& server, Renegotiation wanted,
                            tls::Version version = tls::Version::kTls12) {
    HandshakeSpec spec = SpecFor(server.port(), version);
    spec.sni = "first.test";
    spec.renegotiation = std::move(wanted);
    return spec;
  }
  static attempt::HandshakeTrace Run(const HandshakeSpec& spec,
                                     const pki::IdentityPtr& other = nullptr) {
    Client client({});
    auto result = client.Run(spec, TestPki::Get().good, nullptr, other);
    EXPECT_TRUE(result);
    return result ? std::move(result->trace) : attempt::HandshakeTrace();
  }
  static std::string How(const attempt::HandshakeTrace& trace) {
    const auto seen = attempt::Last<Renegotiated>(trace);
    return seen ? ToString(seen->how) : "none";
  }
  std::vector<Known> known() {
    const std::lock_guard lock(mutex_);
    return known_;
  }

 private:
  void Note(SSL* ssl) {
    Known now;
    if (X509* client = SSL_get0_peer_certificate(ssl)) {
      char name[64] = {};
      X509_NAME_get_text_by_NID(X509_get_subject_name(client), NID_commonName, name, sizeof name);
      now.client = name;
    }
    const char* sni = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
    now.sni = sni == nullptr ? "" : sni;
    now.secure = SSL_get_secure_renegotiation_support(ssl) != 0;
    const std::lock_guard lock(mutex_);
    known_.push_back(std::move(now));
  }

  std::mutex mutex_;
  std::vector<Known> known_;
};

constexpr uint64_t kWilling = SSL_OP_ALLOW_CLIENT_RENEGOTIATION;

TEST_F(client_renegotiation, PresentsAnotherCertificateUnderAnotherName) {
  const auto server = Serve(kWilling);
  const auto other = TestPki::MintClient(*TestPki::Get().root, "other", pki::KeyKind::kRsa2048);
  HandshakeSpec spec = Spec(
      *server, {.after = 1, .presents = Renegotiation::Presents::kOther, .sni = "second.test"});
  spec.further_requests = {attempt::HttpRequest{}};
  const auto trace = Run(spec, other);
  EXPECT_EQ(How(trace), "done");
  ASSERT_EQ(known().size(), 2U);
  EXPECT_NE(known()[0].client, known()[1].client);
  EXPECT_THAT(known()[1].client, testing::HasSubstr("other"));
  EXPECT_EQ(known()[0].sni, "first.test");
  EXPECT_EQ(attempt::CertificateRequests(trace).back().when, attempt::RequestTime::kRenegotiation);
}

TEST_F(client_renegotiation, DropsTheCertificateBeforeTheFirstRequest) {
  const auto server = Serve(kWilling);
  const auto trace = Run(Spec(*server, {.presents = Renegotiation::Presents::kNothing}));
  EXPECT_EQ(How(trace), "done");
  ASSERT_EQ(known().size(), 1U);
  EXPECT_EQ(known()[0].client, "");
}

TEST_F(client_renegotiation, SaysWhenTheServerRefuses) {
  const auto server = Serve(0);
  const auto trace = Run(Spec(*server, {}));
  EXPECT_EQ(How(trace), "refused");
  EXPECT_TRUE(known().empty());
}

TEST_F(client_renegotiation, DoesNotExistInTls13) {
  const auto server = Serve(kWilling);
  const auto trace = Run(Spec(*server, {}, tls::Version::kTls13));
  EXPECT_EQ(How(trace), "impossible");
  EXPECT_EQ(known().size(), 1U);
}

TEST_F(client_renegotiation, HidesThatItWouldBeSecure) {
  const Damage hidden{Damage::Message::kClientHello, Damage::Operation::kReplaceWith,
                      "no-secure-renegotiation"};
  const auto strict = Serve(kWilling);
  HandshakeSpec spec = Spec(*strict, {.after = 1});
  spec.damage = {hidden};
  const auto refused = Run(spec);
  EXPECT_EQ(How(refused), "refused");
  ASSERT_EQ(known().size(), 1U) << "the first handshake works";
  EXPECT_FALSE(known()[0].secure);
  EXPECT_THAT(known()[0].client, testing::HasSubstr("good"));
  const auto lenient = Serve(kWilling | SSL_OP_ALLOW_UNSAFE_LEGACY_RENEGOTIATION);
  spec = Spec(*lenient, {.after = 1});
  spec.damage = {hidden};
  EXPECT_EQ(How(Run(spec)), "begun");
}

TEST_F(client_renegotiation, PipelinedRequestsGoOutTogetherAndAreAnsweredInOrder) {
  TlsServerOptions options;
  options.script = [](SSL* ssl, int fd) {
    std::string asked;
    char buffer[4096];
    for (int got = SSL_accept(ssl); got > 0 && asked.find("close\r\n\r\n") == asked.npos;) {
      got = SSL_read(ssl, buffer, sizeof buffer);
      if (got > 0) asked.append(buffer, static_cast<size_t>(got));
    }
    const std::string reply = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    testing_support::WriteReply(ssl, reply + reply);
    testing_support::CloseGently(fd);
  };
  TlsServer server(options);
  HandshakeSpec spec = SpecFor(server.port(), tls::Version::kTls13);
  spec.further_requests = {attempt::HttpRequest{}};
  spec.pipeline = true;
  const attempt::HandshakeTrace trace = Run(spec);
  const auto exchanges = attempt::Exchanges(trace);
  ASSERT_EQ(exchanges.size(), 2U);
  for (const auto& exchange : exchanges) {
    ASSERT_TRUE(exchange.reply);
    EXPECT_EQ(exchange.reply->status, 200);
    EXPECT_EQ(exchange.reply->body, "ok");
  }
  EXPECT_GT(exchanges[0].request->octets, 0U);
  EXPECT_EQ(exchanges[1].request->octets, 0U);
}

}  // namespace
}  // namespace shakedown::handshake
