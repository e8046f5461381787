#include "run/investigation.h"

#include "tests/unit/run/investigating.h"

namespace shakedown::run {
namespace {

TEST_F(Investigating, ProbesCanBeSwitchedOffAndCounted) {
  Serve(Behaviour::kStrict);
  options_.probes = false;
  EXPECT_THAT(ProbeIds(LookAs(stranger_.Client())), IsEmpty());
  options_.probes = true;
  options_.max_probes = 1;
  EXPECT_EQ(ProbeIds(LookAs(stranger_.Client())).size(), 1u);
}

TEST_F(Investigating, TypicalCaseTakesLessThanASecond) {
  Serve(Behaviour::kNginx);
  const auto begin = std::chrono::steady_clock::now();
  LookAs(stranger_.Client());
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(1));
}

TEST(InvestigatingOverTls, VerdictIsSoughtInHttp11WhereTheServerChoseAnotherProtocol) {
  testing_support::TlsServerOptions server_options;
  server_options.verify = SSL_VERIFY_PEER;
  server_options.script = [](SSL* ssl, int fd) {
    if (SSL_accept(ssl) != 1) return;
    const unsigned char* protocol = nullptr;
    unsigned length = 0;
    SSL_get0_alpn_selected(ssl, &protocol, &length);
    if (length == 0 && testing_support::ReadRequest(ssl)) {
      testing_support::WriteReply(ssl,
                                  "HTTP/1.1 400 Bad Request\r\nContent-Length: 53\r\n\r\n"
                                  "<title>400 The SSL certificate error</title> (page)..");
      SSL_shutdown(ssl);
    }
    testing_support::CloseGently(fd);
  };
  server_options.alpn = "spdy/3";
  const auto choose_spdy_or_none = [](SSL*, const unsigned char** out, unsigned char* out_length,
                                      const unsigned char* in, unsigned length, void*) {
    if (length != 7 || in[1] != 's') return SSL_TLSEXT_ERR_NOACK;
    *out = in + 1;
    *out_length = 6;
    return SSL_TLSEXT_ERR_OK;
  };
  testing_support::TlsServer server(server_options);
  SSL_CTX_set_alpn_select_cb(server.context(), choose_spdy_or_none, nullptr);
  InvestigationOptions options;
  options.spec.target.endpoint = {"localhost", server.port()};
  options.spec.connect_to = attempt::Endpoint{"127.0.0.1", server.port()};
  options.spec.request = attempt::HttpRequest{};
  options.spec.alpn = {"spdy/3"};
  options.identity = testing_support::TestPki::Get().good;
  const Investigation found = Need(Investigate(options));
  ExpectSound(found);
  ASSERT_THAT(ProbeIds(found), testing::Contains("http11"));
  EXPECT_EQ(found.attempts[found.subject].spec.alpn, std::vector<std::string>{"http/1.1"});
  EXPECT_EQ(found.diagnosis.outcome, Outcome::kRefused) << Told(found);
  EXPECT_THAT(found.diagnosis.notes, testing::Contains(HasSubstr("HTTP/1.1")));
}

/// Runs an investigation against a server that never comes to an end; returns how long it took.
Milliseconds TookAgainst(std::function<void(ScriptedServer*, int)> script, Milliseconds timeout) {
  ScriptedServer* self = nullptr;
  ScriptedServer server([&](int fd) { script(self, fd); });
  self = &server;
  InvestigationOptions options;
  options.spec.target.endpoint = {"gate.test", server.port()};
  options.spec.connect_to = attempt::Endpoint{"127.0.0.1", server.port()};
  options.spec.request = attempt::HttpRequest{};
  options.timeout = timeout;
  const auto begin = std::chrono::steady_clock::now();
  const Investigation found = Need(Investigate(options));
  const auto took = std::chrono::steady_clock::now() - begin;
  ExpectSound(found);
  EXPECT_NE(found.diagnosis.outcome, Outcome::kAccepted);
  return std::chrono::duration_cast<Milliseconds>(took);
}

TEST(InvestigatingInTime, SilentServer) {
  const auto took =
      TookAgainst([](ScriptedServer* server, int fd) { server->HoldOpen(fd); }, Milliseconds(600));
  EXPECT_LE(took, Milliseconds(600) + kGrace);
}

TEST(InvestigatingInTime, SilentServerLeavesTimeForASecondTry) {
  ScriptedServer* self = nullptr;
  ScriptedServer server([&](int fd) { self->HoldOpen(fd); });
  self = &server;
  InvestigationOptions options;
  options.spec.target.endpoint = {"gate.test", server.port()};
  options.spec.connect_to = attempt::Endpoint{"127.0.0.1", server.port()};
  options.spec.timeouts.handshake = Milliseconds(150);
  options.timeout = Milliseconds(2000);
  const Investigation found = Need(Investigate(options));
  EXPECT_EQ(Verdict(found), "path.unreachable (likely)");
  EXPECT_THAT(ProbeIds(found), testing::ElementsAre("other-version"));
}

TEST(InvestigatingInTime, TricklingServer) {
  const auto took = TookAgainst(
      [](ScriptedServer* server, int fd) {
        // The head of a record that announces far more than will ever come.
        for (const char octet :
             std::string("\x16\x03\x03\x40\x00", 5) + std::string(1000, '\x02')) {
          if (server->stopping()) return;
          ScriptedServer::Send(fd, std::string(1, octet));
          pollfd gone{fd, POLLRDHUP, 0};
          if (poll(&gone, 1, 50) > 0) return;
        }
      },
      Milliseconds(700));
  EXPECT_LE(took, Milliseconds(700) + kGrace);
}

/// A TLS server that plays `end` once the handshake stands and the request is there.
Milliseconds TookBehindTls(const std::function<void(SSL* ssl, int fd)>& end, Milliseconds timeout) {
  testing_support::TlsServerOptions server_options;
  server_options.verify = SSL_VERIFY_PEER;
  server_options.script = [&end](SSL* ssl, int fd) {
    if (SSL_accept(ssl) == 1 && testing_support::ReadRequest(ssl)) end(ssl, fd);
  };
  testing_support::TlsServer server(server_options);
  InvestigationOptions options;
  options.spec.target.endpoint = {"localhost", server.port()};
  options.spec.connect_to = attempt::Endpoint{"127.0.0.1", server.port()};
  options.spec.request = attempt::HttpRequest{};
  options.identity = testing_support::TestPki::Get().good;
  options.timeout = timeout;
  const auto begin = std::chrono::steady_clock::now();
  const Investigation found = Need(Investigate(options));
  const auto took = std::chrono::steady_clock::now() - begin;
  ExpectSound(found);
  return std::chrono::duration_cast<Milliseconds>(took);
}

TEST(InvestigatingInTime, ReplyThatNeverComes) {
  const auto took =
      TookBehindTls([](SSL*, int fd) { testing_support::ReadToEnd(fd); }, Milliseconds(500));
  EXPECT_LE(took, Milliseconds(500) + kGrace);
}

TEST(InvestigatingInTime, ReplyThatTrickles) {
  const auto took = TookBehindTls(
      [](SSL* ssl, int fd) {
        testing_support::WriteReply(ssl, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
        for (int i = 0; i < 1000; ++i) {
          testing_support::WriteReply(ssl, "x");
          pollfd gone{fd, POLLIN | POLLRDHUP, 0};
          if (poll(&gone, 1, 50) > 0) return;
        }
      },
      Milliseconds(500));
  EXPECT_LE(took, Milliseconds(500) + kGrace);
}

TEST(InvestigatingInTime, ResettingServer) {
  const auto took = TookAgainst(
      [](ScriptedServer*, int fd) {
        ScriptedServer::ReadSome(fd);
        const linger at_once{1, 0};
        setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
      },
      Milliseconds(5000));
  EXPECT_LE(took, Milliseconds(2000));
}

TEST(InvestigatingInTime, NobodyThere) {
  uint16_t port = 0;
  {
    ScriptedServer server([](int) {});
    port = server.port();
  }
  InvestigationOptions options;
  options.spec.target.endpoint = {"127.0.0.1", port};
  const Investigation found = Need(Investigate(options));
  EXPECT_EQ(Verdict(found), "path.unreachable (certain)");
  EXPECT_THAT(found.probes, IsEmpty());
}

}  // namespace
}  // namespace shakedown::run
