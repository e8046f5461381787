// certificate.*: presented and refused.
#include "tests/docs/world.h"

namespace shakedown::docs {
namespace {

using handshake::Behaviour;

std::vector<std::string> Files(const std::string& name, std::vector<std::string> more = {}) {
  more.insert(more.begin(), {"--cert", name + ".pem", "--key", name + ".key"});
  return more;
}

Transcript At(World& world, handshake::PeerHost host, std::vector<std::string> words) {
  const auto peer = World::Start(std::move(host));
  return world.Explain(peer->endpoint().port, std::move(words));
}

Transcript AtNginx(World& world, std::vector<std::string> words) {
  return At(world, World::Host(Behaviour::kNginx), std::move(words));
}
Transcript AtStrict(World& world, std::vector<std::string> words) {
  return At(world, World::Host(Behaviour::kStrict), std::move(words));
}

/// Trusts the root and checks the list in `file`.
handshake::PeerHost WithCrl(const World& world, const std::string& file) {
  handshake::PeerHost host = World::Host(Behaviour::kStrict);
  host.client_trust = testing_support::Need(
      pki::TrustStore::Load(world.folder() + "/ca.pem", world.folder() + "/" + file));
  return host;
}

Transcript UntrustedIssuer(World& world) { return AtNginx(world, Files("untrusted")); }
Transcript SelfSigned(World& world) {
  return AtNginx(world, Files("self-signed", {"--client-ca", "ca.pem"}));
}
Transcript MissingIntermediate(World& world) {
  return AtNginx(world, Files("one-intermediate", {"--as", "openssl-s_client"}));
}
Transcript ProofFailed(World& world) {
  const auto peer = World::Start(World::Host(Behaviour::kStrict));
  return world.RunScenario(
      peer->endpoint().port,
      "<scenario id=\"wrong-key\" title=\"Alice gets in\" tls=\"1.3\"><handshake "
      "identity=\"alice\" damage=\"wrong-key\"/><expect outcome=\"accepted\"/></scenario>");
}
Transcript Expired(World& world) { return AtNginx(world, Files("expired")); }
Transcript NotYetValid(World& world) { return AtNginx(world, Files("not-yet-valid")); }
Transcript TooDeep(World& world) {
  handshake::PeerHost host = World::Host(Behaviour::kNginx);
  host.verify_depth = 1;
  return At(world, std::move(host), Files("three-intermediates", {"--client-ca", "ca.pem"}));
}
Transcript WrongPurpose(World& world) { return AtStrict(world, Files("wrong-eku")); }
Transcript Revoked(World& world) { return At(world, WithCrl(world, "crl.pem"), Files("revoked")); }
Transcript RevocationUnknown(World& world) {
  return At(world, WithCrl(world, "crl-expired.pem"), Files("good"));
}

Transcript Weak(World& world) {
  TlsServerOptions options;
  options.verify = testing_support::kAskAndRequire;
  options.security_level = 2;
  const TlsServer server(std::move(options));
  return world.Explain(server.port(), Files("weak-key"));
}

/// A certificate with a critical extension that nobody knows, made by the openssl program.
void MintOddity(const World& world) {
  if (!pki::WriteAuthority(world.folder(), "root", *World::root())) std::abort();
  if (!WriteFile(world.folder() + "/odd.ext", "1.2.3.4 = critical,ASN1:UTF8String:odd\n")) {
    std::abort();
  }
  const auto run = [&world](const std::vector<std::string>& words) {
    const auto result = testing_support::RunProgram(words, {}, world.folder());
    if (result.exit_code != 0) std::fprintf(stderr, "%s\n", result.err.c_str());
  };
  run({"openssl", "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
       "-subj", "/CN=odd", "-keyout", "odd.key", "-out", "odd.csr"});
  run({"openssl", "x509", "-req", "-in", "odd.csr", "-CA", "root.pem", "-CAkey", "root.key",
       "-CAcreateserial", "-days", "30", "-extfile", "odd.ext", "-out", "odd.pem"});
}

Transcript UnsupportedShape(World& world) {
  MintOddity(world);
  return AtNginx(world, Files("odd", {"--client-ca", "ca.pem"}));
}

Transcript NotAuthorised(World& world) {
  TlsServerOptions options;
  options.verify = testing_support::kAskAndRequire;
  options.reply =
      "HTTP/1.1 403 Forbidden\r\nContent-Type: text/html\r\nContent-Length: 37\r\n"
      "Connection: close\r\n\r\n<title>No entry for this user</title>";
  const TlsServer server(std::move(options));
  return world.Explain(server.port(), Files("good"));
}

}  // namespace

std::vector<Reproduction> CertificateReproductions() {
  return {
      {"certificate.untrusted-issuer",
       "A certificate of another authority, at a server that answers as nginx does.",
       UntrustedIssuer},
      {"certificate.self-signed",
       "A certificate that signed itself; the server's CA file is given.", SelfSigned},
      {"certificate.missing-intermediate",
       "The file holds the intermediate, but `openssl s_client -cert` sends the certificate alone.",
       MissingIntermediate},
      {"certificate.proof-failed",
       "`explain` compares key and certificate before it connects; this is a suite whose handshake "
       "is signed with a foreign key on purpose.",
       ProofFailed},
      {"certificate.expired", "A certificate that expired yesterday.", Expired},
      {"certificate.not-yet-valid", "A certificate that is valid from tomorrow.", NotYetValid},
      {"certificate.too-deep",
       "Three intermediates, at a server that allows one; its CA file is given.", TooDeep},
      {"certificate.wrong-purpose", "A certificate for servers, presented by a client.",
       WrongPurpose},
      {"certificate.revoked", "The server checks a revocation list on which the certificate is.",
       Revoked},
      {"certificate.revocation-unknown",
       "A good certificate; the server's revocation list is past its next update.",
       RevocationUnknown},
      {"certificate.weak", "An RSA key of 1024 bits, at a server with OpenSSL's security level 2.",
       Weak},
      {"certificate.unsupported-shape",
       "A certificate with a critical extension that the server does not know.", UnsupportedShape},
      {"certificate.not-authorised",
       "TLS accepts the certificate; the application behind it answers 403.", NotAuthorised},
  };
}

}  // namespace shakedown::docs
