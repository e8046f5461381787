#include "tests/matrix/world.h"

#include <array>

#include "pki/make_identity.h"

namespace shakedown::matrix {
namespace {

using pki::Authority;
using pki::Flaw;
using pki::IdentityPtr;
using pki::KeyKind;
using testing_support::ClientAuthorities;
using testing_support::Need;

constexpr std::array kNames = {"none",
                               "good",
                               "via-intermediate",
                               "withheld-intermediate",
                               "leaf-only",
                               "deep-2",
                               "deep-3",
                               "untrusted",
                               "untrusted-all",
                               "twin",
                               "self-signed",
                               "expired",
                               "not-yet-valid",
                               "exp-issuer",
                               "wrong-eku",
                               "no-signature-usage",
                               "revoked",
                               "weak-key",
                               "sha-1",
                               "wrong-key",
                               "no-eku",
                               "p-256",
                               "p-521",
                               "ed25519",
                               "rsa-pss"};

IdentityPtr Make(const Authority& issuer, Client client, Flaw flaw = Flaw::kGood,
                 KeyKind key = KeyKind::kRsa2048) {
  pki::MintRequest request;
  request.name = ToString(client);
  request.flaw = flaw;
  request.key = key;
  return Need(pki::Mint(issuer, request));
}

/// The identity with its root at the end of what it presents.
IdentityPtr WithRoot(const pki::Identity& identity, const Authority& root) {
  std::vector<ossl::X509Ptr> chain = pki::UpRefAll(identity.chain);
  chain.push_back(ossl::UpRef(root.certificate.get()));
  return pki::MakeIdentity(identity.name, ossl::UpRef(identity.leaf.get()), std::move(chain), {},
                           ossl::UpRef(identity.key.get()));
}

/// The identity as somebody has it who was given the leaf and its key only.
IdentityPtr Forgetful(const pki::Identity& identity) {
  return pki::MakeIdentity(identity.name, ossl::UpRef(identity.leaf.get()), {}, {},
                           ossl::UpRef(identity.key.get()));
}

std::map<Client, IdentityPtr> MakeClients(const ClientAuthorities& authorities) {
  const Authority& root = *authorities.root;
  const Authority& issuing = *authorities.issuing[0];
  const auto stranger = Need(pki::MintRoot("Matrix Stranger CA", KeyKind::kRsa2048));
  const auto twin =
      Need(pki::MintTwin(testing_support::SubjectDer(root.certificate.get()), KeyKind::kRsa2048));
  std::map<Client, IdentityPtr> made;
  const auto add = [&](const Authority& issuer, Client client, Flaw flaw = Flaw::kGood,
                       KeyKind key = KeyKind::kRsa2048) {
    made[client] = Make(issuer, client, flaw, key);
  };
  made[Client::kNone] = nullptr;
  add(root, Client::kGood);
  add(issuing, Client::kViaIntermediate);
  add(issuing, Client::kWithheldIntermediate, Flaw::kMissingIntermediate);
  made[Client::kLeafOnly] = Forgetful(*Make(issuing, Client::kLeafOnly));
  add(*authorities.issuing[1], Client::kDeep2);
  add(*authorities.issuing[2], Client::kDeep3);
  add(*stranger, Client::kUntrusted);
  made[Client::kUntrustedWhole] = WithRoot(*Make(*stranger, Client::kUntrustedWhole), *stranger);
  add(*twin, Client::kTwin);
  add(root, Client::kSelfSigned, Flaw::kSelfSigned);
  add(root, Client::kExpired, Flaw::kExpired);
  add(root, Client::kNotYetValid, Flaw::kNotYetValid);
  add(root, Client::kExpiredIntermediate, Flaw::kExpiredIntermediate);
  add(root, Client::kWrongEku, Flaw::kWrongEku);
  add(root, Client::kNoDigitalSignature, Flaw::kNoDigitalSignature);
  add(root, Client::kRevoked, Flaw::kRevoked);
  add(root, Client::kWeakKey, Flaw::kWeakKey);
  add(root, Client::kSha1, Flaw::kSha1);
  made[Client::kWrongKey] = Need(pki::WithForeignKey(*Make(root, Client::kWrongKey)));
  add(root, Client::kNoEku, Flaw::kNoEku);
  add(root, Client::kP256, Flaw::kGood, KeyKind::kP256);
  add(root, Client::kP521, Flaw::kGood, KeyKind::kP521);
  add(root, Client::kEd25519, Flaw::kGood, KeyKind::kEd25519);
  add(root, Client::kRsaPss, Flaw::kGood, KeyKind::kRsaPss2048);
  return made;
}

}  // namespace

const char* ToString(Client client) { return kNames.at(static_cast<size_t>(client)); }

std::vector<Client> AllClients() {
  std::vector<Client> clients;
  for (size_t i = 0; i < kNames.size(); ++i) clients.push_back(static_cast<Client>(i));
  return clients;
}

World::World()
    : identities_(MakeClients(authorities_)),
      lists_(authorities_, Identity(Client::kRevoked)->leaf.get()),
      folder_(authorities_, lists_, Identity(Client::kGood)->leaf.get()) {}

pki::TrustStorePtr World::ClientTrust(Trust trust, Lists lists) const {
  std::vector<X509*> anchors;
  X509* const root = authorities_.root->certificate.get();
  X509* const issuing = authorities_.issuing[0]->certificate.get();
  switch (trust) {
    case Trust::kRoot: anchors = {root}; break;
    case Trust::kRootAndIssuing: anchors = {root, issuing}; break;
    case Trust::kIssuing: anchors = {issuing}; break;
    case Trust::kSecond: anchors = {authorities_.second->certificate.get()}; break;
    case Trust::kPinned: anchors = {Identity(Client::kGood)->leaf.get()}; break;
  }
  std::vector<X509_CRL*> crls;
  switch (lists) {
    case Lists::kNone: break;
    case Lists::kRoot: crls = {lists_.root.get()}; break;
    case Lists::kAll: crls = lists_.All(); break;
    case Lists::kStale: crls = {lists_.stale.get()}; break;
  }
  return pki::TrustStore::Of(anchors, crls);
}

pki::TrustStorePtr World::ServerTrust() const {
  X509* const anchors[] = {authorities_.server->certificate.get()};
  return pki::TrustStore::Of(anchors);
}

}  // namespace shakedown::matrix
