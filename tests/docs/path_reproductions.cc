// path.*: between, or before, TLS; and the two that are no failure of anybody.
#include <openssl/ssl.h>

#include "pki/mint.h"
#include "tests/docs/world.h"
#include "tests/support/ports.h"
#include "tests/support/scripted_server.h"

namespace shakedown::docs {
namespace {

using handshake::Behaviour;
using testing_support::ScriptedServer;

const std::vector<std::string> kGood = {"--cert", "good.pem", "--key", "good.key"};

std::vector<std::string> GoodAnd(const std::vector<std::string>& more) {
  std::vector<std::string> words = kGood;
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

/// A server that answers whatever comes with the same octets.
Transcript Answering(World& world, const std::string& answer,
                     const std::vector<std::string>& words = kGood) {
  const ScriptedServer server([&answer](int fd) {
    ScriptedServer::ReadSome(fd);
    ScriptedServer::Send(fd, answer);
    shutdown(fd, SHUT_WR);
    ScriptedServer::ReadSome(fd);
  });
  return world.Explain(server.port(), words);
}

Transcript TlsTerminated(World& world) {
  const auto origin = World::Start(World::Host(Behaviour::kNginx));
  handshake::TerminatorOptions options;
  options.certificate = World::server();
  options.origin = origin->endpoint();
  options.origin_sni = "localhost";
  const auto front = testing_support::Need(handshake::StartTerminator(std::move(options)));
  return world.Explain(front->endpoint().port, kGood);
}

/// A proxy that opens the tunnel itself and shows a certificate of its own.
void Intercept(SSL* ssl, int fd) {
  testing_support::ReadUntil(fd, "\r\n\r\n");
  testing_support::SendAll(fd, "HTTP/1.1 200 Connection established\r\n\r\n");
  std::string request;
  if (SSL_accept(ssl) == 1 && testing_support::ReadRequest(ssl, &request)) {
    testing_support::WriteReply(ssl,
                                "HTTP/1.1 502 Bad Gateway\r\nVia: 1.1 gateway (squid/5.7)\r\n"
                                "Content-Length: 0\r\nConnection: close\r\n\r\n");
    SSL_shutdown(ssl);
  }
  testing_support::CloseGently(fd);
}

Transcript Intercepted(World& world) {
  const auto origin = World::Start(World::Host(Behaviour::kNginx));
  TlsServerOptions options;
  options.identity = testing_support::Need(pki::Mint(
      *World::other_root(), {.name = "resigned", .dns_names = {"localhost"}, .server = true}));
  options.script = Intercept;
  const TlsServer proxy(std::move(options));
  return world.Explain(origin->endpoint().port,
                       GoodAnd({"--via", "http://127.0.0.1:" + std::to_string(proxy.port())}));
}

Transcript ProxyRefused(World& world) {
  const auto origin = World::Start(World::Host(Behaviour::kNginx));
  handshake::ConnectProxyOptions options;
  options.refused_ports = {origin->endpoint().port};
  const auto proxy = testing_support::Need(handshake::StartConnectProxy(std::move(options)));
  return world.Explain(
      origin->endpoint().port,
      GoodAnd({"--via", "http://127.0.0.1:" + std::to_string(proxy->endpoint().port)}));
}

Transcript PlainHttp(World& world) {
  return Answering(world, "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
}
Transcript StartTls(World& world) { return Answering(world, "220 mail.example ESMTP ready\r\n"); }
Transcript Unreachable(World& world) {
  const testing_support::ClosedPort nobody;
  return world.Explain(nobody.port(), kGood);
}

Transcript NoCommonVersion(World& world) {
  TlsServerOptions options;
  options.min_version = TLS1_3_VERSION;
  const TlsServer server(std::move(options));
  return world.Explain(server.port(), GoodAnd({"--tls", "1.2"}));
}

Transcript NoCommonCipher(World& world) {
  TlsServerOptions options;
  options.max_version = TLS1_2_VERSION;
  const TlsServer server(std::move(options));
  // The server's key is EC: no certificate of it fits this suite.
  SSL_CTX_set_cipher_list(server.context(), "ECDHE-RSA-AES128-GCM-SHA256");
  return world.Explain(server.port(), kGood);
}

/// A fatal alert in place of ServerHello.
std::string AlertRecord(char description) {
  return std::string("\x15\x03\x03\x00\x02\x02", 6) + description;
}

Transcript NoCommonAlpn(World& world) {
  return Answering(world, AlertRecord(120), GoodAnd({"--alpn", "http/1.1"}));
}
Transcript UnknownName(World& world) { return Answering(world, AlertRecord(112)); }
Transcript Undetermined(World& world) { return Answering(world, AlertRecord(10)); }

Transcript ClosedWithoutReason(World& world) {
  TlsServerOptions options;
  options.verify = testing_support::kAskAndRequire;
  options.reply = "";
  const TlsServer server(std::move(options));
  return world.Explain(server.port(), GoodAnd({"--client-ca", "ca.pem"}));
}

Transcript Accepted(World& world) {
  const auto peer = World::Start(World::Host(Behaviour::kNginx));
  return world.Explain(peer->endpoint().port, kGood);
}

}  // namespace

std::vector<Reproduction> PathReproductions() {
  return {
      {"path.tls-terminated",
       "A front ends TLS and asks nobody; the server behind it wants a certificate.",
       TlsTerminated},
      {"path.intercepted",
       "A forward proxy opens the connection with a certificate of its own making.", Intercepted},
      {"path.proxy-refused", "A forward proxy that does not allow this port.", ProxyRefused},
      {"path.plain-http", "The port speaks plain HTTP.", PlainHttp},
      {"path.starttls-missing", "A mail server, which wants STARTTLS first.", StartTls},
      {"path.unreachable", "Nobody listens at the port.", Unreachable},
      {"path.no-common-version", "The server speaks TLS 1.3 only, and TLS 1.2 is asked for.",
       NoCommonVersion},
      {"path.no-common-cipher", "The server's one cipher suite needs an RSA certificate it lacks.",
       NoCommonCipher},
      {"path.no-common-alpn",
       "A scripted server that refuses every application protocol (alert 120).", NoCommonAlpn},
      {"path.unknown-name", "A scripted server that does not know the name (alert 112).",
       UnknownName},
      {"path.closed-without-reason",
       "A server that accepts the certificate in TLS, as the CA file at hand says it should, and "
       "closes without an answer.",
       ClosedWithoutReason},
      {"accepted", "A good certificate.", Accepted},
      {"undetermined", "A scripted server that answers the first message with alert 10.",
       Undetermined},
  };
}

}  // namespace shakedown::docs
