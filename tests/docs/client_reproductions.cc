// client.*: nothing usable was presented.
#include "pki/mint.h"
#include "tests/docs/world.h"

namespace shakedown::docs {
namespace {

using handshake::Behaviour;

Transcript AtNginx(World& world, std::vector<std::string> words) {
  const auto peer = World::Start(World::Host(Behaviour::kNginx));
  return world.Explain(peer->endpoint().port, std::move(words));
}

Transcript NoIdentity(World& world) { return AtNginx(world, {}); }

Transcript IdentityUnusable(World& world) {
  return AtNginx(world, {"--cert", "good.pem", "--key", "expired.key"});
}

Transcript IssuerNotListed(World& world) {
  return AtNginx(world, {"--cert", "untrusted.pem", "--key", "untrusted.key", "--as", "go"});
}

Transcript ChainGap(World& world) {
  return AtNginx(
      world, {"--cert", "one-intermediate.pem", "--key", "one-intermediate.key", "--as", "safari"});
}

Transcript NameEncoding(World& world) {
  return AtNginx(world,
                 {"--cert", "name-reencoded.pem", "--key", "name-reencoded.key", "--as", "go"});
}

Transcript KeyNotAccepted(World& world) {
  handshake::PeerHost host = World::Host(Behaviour::kNginx);
  host.signature_algorithms = "rsa_pss_rsae_sha256:rsa_pkcs1_sha256";
  const auto peer = World::Start(std::move(host));
  return world.Explain(peer->endpoint().port, {"--cert", "good.pem", "--key", "good.key"});
}

Transcript ChainSignature(World& world) {
  const auto authority = testing_support::Need(pki::MintRoot("RSA CA", pki::KeyKind::kRsa2048));
  world.Write(*testing_support::Need(pki::Mint(*authority, {.name = "by-rsa"})));
  handshake::PeerHost host = World::Host(Behaviour::kNginx);
  X509* const anchors[] = {authority->certificate.get()};
  host.client_trust = pki::TrustStore::Of(anchors);
  host.announced_names = {testing_support::SubjectDer(authority->certificate.get())};
  host.signature_algorithms = "ecdsa_secp256r1_sha256";
  host.certificate_types = {64};
  const auto peer = World::Start(std::move(host));
  return world.Explain(peer->endpoint().port, {"--cert", "by-rsa.pem", "--key", "by-rsa.key",
                                               "--tls", "1.2", "--as", "openssl-lib-strict"});
}

Transcript Withheld(World& world) {
  return AtNginx(world,
                 {"--cert", "expired.pem", "--key", "expired.key", "--as", "chromium-linux"});
}

}  // namespace

std::vector<Reproduction> ClientReproductions() {
  return {
      {"client.no-identity", "A server that answers as nginx does; no certificate is given.",
       NoIdentity},
      {"client.identity-unusable", "The key of another certificate is named.", IdentityUnusable},
      {"client.issuer-not-listed",
       "The server lists one authority, the certificate comes from another, and Go filters by the "
       "list.",
       IssuerNotListed},
      {"client.chain-gap",
       "The server lists the root, an intermediate issued the certificate, and Safari compares the "
       "list with the issuer of the certificate alone.",
       ChainGap},
      {"client.name-encoding",
       "The issuer's name in the certificate has another string type than the authority's own; Go "
       "compares octets.",
       NameEncoding},
      {"client.key-not-accepted", "The server accepts RSA signatures only; the key is EC P-256.",
       KeyNotAccepted},
      {"client.chain-signature-not-accepted",
       "The server lists ECDSA only; the key fits, but an RSA authority signed the certificate, "
       "and "
       "the client applies the list to the chain.",
       ChainSignature},
      {"client.withheld", "An expired certificate that fits otherwise, in Chromium's place.",
       Withheld},
  };
}

}  // namespace shakedown::docs
