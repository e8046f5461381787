// server.*: the server did not ask, asked late, or asked unusably; and server-certificate.*.
#include "pki/mint.h"
#include "tests/docs/world.h"
#include "tests/support/scripted_server.h"
#include "tests/support/wire_builder.h"

namespace shakedown::docs {
namespace {

using handshake::Behaviour;
using testing_support::Join;
using testing_support::Number;
using testing_support::Prefixed;
using testing_support::ScriptedServer;

const std::vector<std::string> kGood = {"--cert", "good.pem", "--key", "good.key"};

std::vector<std::string> GoodAnd(const std::vector<std::string>& more) {
  std::vector<std::string> words = kGood;
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

Transcript NoRequest(World& world) {
  TlsServerOptions options;
  options.reply = "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
  const TlsServer server(std::move(options));
  return world.Explain(server.port(), kGood);
}

/// An open host, the default, and a gate that wants certificates, at one address.
std::unique_ptr<handshake::Peer> TwoHosts(const std::string& open_name) {
  handshake::PeerHost open = World::Host(Behaviour::kNone);
  open.name = open_name;
  handshake::PeerHost gate = World::Host(Behaviour::kNginx);
  gate.name = "gate.test";
  std::vector<handshake::PeerHost> hosts;
  hosts.push_back(std::move(open));
  hosts.push_back(std::move(gate));
  return World::Start(std::move(hosts));
}

Transcript NoRequestSni(World& world) {
  const auto peer = TwoHosts("");
  return world.Explain(peer->endpoint().port, GoodAnd({"--host", "gate.test"}), "127.0.0.1");
}

Transcript HostMismatch(World& world) {
  const auto peer = TwoHosts("localhost");
  return world.Explain(peer->endpoint().port, GoodAnd({"--host", "gate.test"}));
}

Transcript LateRequest(World& world) {
  handshake::PeerHost host = World::Host(Behaviour::kLate);
  host.late_paths = {"/secure"};
  const auto peer = World::Start(std::move(host));
  return world.Explain(peer->endpoint().port, kGood, "localhost", "/secure");
}

Transcript ResumedSession(World& world) {
  const auto peer = World::Start(World::Host(Behaviour::kNginx));
  return world.RunScenario(
      peer->endpoint().port,
      "<scenario id=\"second-try\" title=\"The certificate comes with the second connection\" "
      "tls=\"1.3\"><handshake id=\"first\" identity=\"none\"/><handshake id=\"second\" "
      "resume=\"first\" identity=\"alice\"/><expect handshake=\"second\" "
      "outcome=\"accepted\"/></scenario>");
}

Transcript EmptyCaList(World& world) {
  handshake::PeerHost host = World::Host(Behaviour::kNginx);
  host.announced_names.clear();
  const auto peer = World::Start(std::move(host));
  return world.Explain(peer->endpoint().port, GoodAnd({"--as", "gnutls-auto", "--as-holds", "2"}));
}

Transcript RequestTooLarge(World& world) {
  handshake::PeerHost host = World::Host(Behaviour::kStrict);
  for (int i = 0; i < 1500; ++i) {
    const auto name = tls::NameFromText("CN=One of very many authorities number " +
                                        std::to_string(i) + ",O=Example");
    host.announced_names.push_back(name->der);
  }
  const auto peer = World::Start(std::move(host));
  return world.Explain(peer->endpoint().port, kGood);
}

std::string Handshake(uint8_t type, const Bytes& body) {
  const Bytes message = Join({{type}, Prefixed(3, body)});
  const Bytes record = Join({{22, 3, 3}, Prefixed(2, message)});
  return std::string(AsText(record));
}

/// A flight of TLS 1.2 whose CertificateRequest claims one octet more than it has.
std::string MalformedFlight(const pki::Identity& server) {
  unsigned char* der = nullptr;
  const int length = i2d_X509(server.leaf.get(), &der);
  const Bytes leaf(der, der + length);
  OPENSSL_free(der);
  const Bytes hello = Join({{3, 3}, Bytes(32, 7), {0}, {0, 0x2F}, {0}});
  const Bytes request = Join({Prefixed(1, {1, 64}), Prefixed(2, {4, 1, 4, 3}), Number(9, 2)});
  return Handshake(2, hello) + Handshake(11, Prefixed(3, Prefixed(3, leaf))) +
         Handshake(13, request) + Handshake(14, {});
}

Transcript RequestMalformed(World& world) {
  const auto identity =
      testing_support::Need(pki::Mint(*World::root(), {.name = "rsa-server",
                                                       .key = pki::KeyKind::kRsa2048,
                                                       .dns_names = {"localhost"},
                                                       .server = true}));
  const std::string flight = MalformedFlight(*identity);
  const ScriptedServer server([&flight](int fd) {
    ScriptedServer::ReadSome(fd);
    ScriptedServer::Send(fd, flight);
    ScriptedServer::ReadSome(fd);
  });
  return world.Explain(server.port(), GoodAnd({"--tls", "1.2"}));
}

Transcript MisconfiguredTrust(World& world) {
  handshake::PeerHost host = World::Host(Behaviour::kStrict);
  X509* const anchors[] = {World::other_root()->certificate.get()};
  host.client_trust = pki::TrustStore::Of(anchors);
  const auto peer = World::Start(std::move(host));
  return world.Explain(peer->endpoint().port, GoodAnd({"--client-ca", "ca.pem"}));
}

Transcript ServerUntrusted(World& world) {
  const auto peer = World::Start(World::Host(Behaviour::kNginx));
  return world.ExplainBare(peer->endpoint().port, kGood);
}

/// The gate with a certificate of its own.
Transcript AsServer(World& world, pki::MintRequest request, const std::string& name) {
  request.name = "its-own";
  request.server = true;
  request.dns_names = {name};
  handshake::PeerHost host = World::Host(Behaviour::kNginx);
  host.certificate = testing_support::Need(pki::Mint(*World::root(), request));
  const auto peer = World::Start(std::move(host));
  return world.Explain(peer->endpoint().port, kGood);
}

Transcript ServerExpired(World& world) {
  return AsServer(world, {.not_after = Milliseconds(-3'600'000)}, "localhost");
}

Transcript ServerName(World& world) { return AsServer(world, {}, "other.test"); }

}  // namespace

std::vector<Reproduction> ServerReproductions() {
  return {
      {"server.no-request", "A server that asks nobody and answers 403.", NoRequest},
      {"server.no-request-sni",
       "Two hosts at one address; the one that wants certificates is named in the HTTP request "
       "only, because the URL holds an address.",
       NoRequestSni},
      {"server.host-mismatch",
       "Two hosts at one address; the handshake names one and the request the other.",
       HostMismatch},
      {"server.late-request", "A server that asks for the certificate only for the path /secure.",
       LateRequest},
      {"server.resumed-session",
       "`explain` begins with a full handshake; this is a suite of two, of which the second "
       "resumes "
       "the first.",
       ResumedSession},
      {"server.empty-ca-list",
       "The server names no authority, and the client holds two certificates: GnuTLS chooses by "
       "the names alone.",
       EmptyCaList},
      {"server.request-too-large", "A server with 1,501 authorities in its list.", RequestTooLarge},
      {"server.request-malformed",
       "A scripted server whose CertificateRequest claims more octets than it has.",
       RequestMalformed},
      {"server.misconfigured-trust",
       "The server lists the authority of the certificate and trusts another one.",
       MisconfiguredTrust},
      {"server-certificate.untrusted",
       "A good client certificate; the server's authority is not known here (no `--server-ca`). "
       "`explain` goes on, because it is about the client's certificate, and says so under Also.",
       ServerUntrusted, true},
      {"server-certificate.expired",
       "A good client certificate, and a server whose own has expired. It is told under Also.",
       ServerExpired, true},
      {"server-certificate.name-mismatch",
       "A good client certificate, and a server whose own is for another name. It is told under "
       "Also.",
       ServerName, true},
  };
}

}  // namespace shakedown::docs
