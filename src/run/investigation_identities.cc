#include "run/investigation_identities.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "core/text.h"
#include "pki/make_identity.h"

namespace shakedown::run {
namespace {

using attempt::IdentityFacts;
using diagnosis::ProbeIdentity;

/// Subject of throw-away certificates: whoever reads the server's log shall know where they came
/// from.
constexpr const char* kThrowawayName = "Shakedown probe";

IdentityFacts Nothing() {
  IdentityFacts facts;
  facts.name = "none";
  return facts;
}

/// Checked against the CA file that the server is said to trust, if there is one.
IdentityFacts FactsOf(const pki::Identity& identity, const pki::TrustStorePtr& trust) {
  IdentityFacts facts = identity.facts;
  facts.present = true;
  if (trust != nullptr) {
    facts.path = pki::CheckPath(identity.leaf.get(), identity.chain, identity.withheld, *trust, {});
  }
  return facts;
}

Presented Throwaway(pki::IdentityPtr identity, std::string name) {
  Presented presented;
  presented.facts = identity->facts;
  presented.facts.name = std::move(name);
  presented.facts.present = true;
  presented.facts.throwaway = true;
  presented.identity = std::move(identity);
  return presented;
}

}  // namespace

InvestigationIdentities::InvestigationIdentities(pki::IdentityPtr given,
                                                 std::optional<Error> unusable,
                                                 pki::TrustStorePtr client_trust)
    : client_trust_(std::move(client_trust)) {
  given_.facts = given != nullptr ? FactsOf(*given, client_trust_) : Nothing();
  given_.identity = std::move(given);
  if (unusable) MarkUnusable(std::move(*unusable));
}

void InvestigationIdentities::MarkUnusable(Error why) {
  if (given_.identity == nullptr) given_.facts.name = "identity";
  given_.identity = nullptr;
  given_.facts.present = true;
  given_.facts.unusable = std::move(why);
}

Presented InvestigationIdentities::Rebuilt(const std::string& name, size_t certificates) const {
  const pki::Identity& identity = *given_.identity;
  std::vector<ossl::X509Ptr> above = pki::UpRefAll(identity.chain);
  for (ossl::X509Ptr& certificate : pki::UpRefAll(identity.withheld)) {
    above.push_back(std::move(certificate));
  }
  const size_t presented = std::min(std::max<size_t>(certificates, 1) - 1, above.size());
  std::vector<ossl::X509Ptr> withheld;
  for (size_t i = presented; i < above.size(); ++i) withheld.push_back(std::move(above[i]));
  above.resize(presented);
  Presented result;
  result.identity = pki::MakeIdentity(name, ossl::UpRef(identity.leaf.get()), std::move(above),
                                      std::move(withheld), ossl::UpRef(identity.key.get()));
  result.facts = FactsOf(*result.identity, client_trust_);
  result.facts.key_matches = given_.facts.key_matches;
  return result;
}

Presented InvestigationIdentities::WithLength(size_t certificates) const {
  if (given_.identity == nullptr || given_.facts.chain.size() == certificates) return given_;
  return Rebuilt(given_.facts.name, certificates);
}

Result<Presented> InvestigationIdentities::For(const diagnosis::Probe& probe) {
  if (probe.identity == ProbeIdentity::kNone) return Presented{nullptr, Nothing()};
  if (probe.identity == ProbeIdentity::kSelfSigned) return SelfSigned();
  if (probe.identity == ProbeIdentity::kThrowawayBelow) {
    return Below(probe);
  }
  if (given_.identity == nullptr) return given_;
  const pki::Identity& identity = *given_.identity;
  const size_t all = 1 + identity.chain.size() + identity.withheld.size();
  switch (probe.identity) {
    case ProbeIdentity::kLeafOnly: return Rebuilt(identity.name + ", leaf only", 1);
    case ProbeIdentity::kWithWithheld:
      return Rebuilt(identity.name + " with all intermediates", all);
    default: return given_;
  }
}

pki::KeyKind InvestigationIdentities::ThrowawayKey() const {
  if (given_.facts.chain.empty()) return pki::KeyKind::kP256;
  const attempt::KeyFacts& key = given_.facts.chain.front().key;
  switch (key.type) {
    case attempt::KeyType::kRsa:
    case attempt::KeyType::kRsaPss: return pki::KeyKind::kRsa2048;
    case attempt::KeyType::kEd25519: return pki::KeyKind::kEd25519;
    case attempt::KeyType::kEd448: return pki::KeyKind::kEd448;
    default: break;
  }
  if (key.curve == "P-384") return pki::KeyKind::kP384;
  return key.curve == "P-521" ? pki::KeyKind::kP521 : pki::KeyKind::kP256;
}

pki::KeyKind InvestigationIdentities::SignerKey() const {
  if (given_.facts.chain.empty()) return pki::KeyKind::kP256;
  const std::string algorithm = ToLowerAscii(given_.facts.chain.back().signature_algorithm);
  if (algorithm.find("rsa") != std::string::npos) return pki::KeyKind::kRsa2048;
  if (algorithm == "ed25519") return pki::KeyKind::kEd25519;
  return algorithm == "ed448" ? pki::KeyKind::kEd448 : pki::KeyKind::kP256;
}

Result<Presented> InvestigationIdentities::SelfSigned() {
  // The authority only lends its place in the call: a self-signed certificate has none.
  Result<pki::AuthorityPtr> authority = pki::MintRoot(kThrowawayName);
  if (!authority) return std::move(authority).error();
  pki::MintRequest request;
  request.name = kThrowawayName;
  request.flaw = pki::Flaw::kSelfSigned;
  request.key = ThrowawayKey();
  Result<pki::IdentityPtr> identity = pki::Mint(**authority, request);
  if (!identity) return std::move(identity).error();
  return Throwaway(std::move(*identity), "self-signed throw-away");
}

Result<Presented> InvestigationIdentities::Below(const diagnosis::Probe& probe) {
  const bool keyed = !probe.issuer_key_id.empty();
  Result<pki::AuthorityPtr> issuer =
      keyed ? pki::MintTwinWithKeyId(probe.issuer_name, probe.issuer_key_id, SignerKey())
            : pki::MintTwin(probe.issuer_name, SignerKey());
  if (!issuer) return std::move(issuer).error();
  pki::MintRequest request;
  request.name = kThrowawayName;
  request.key = ThrowawayKey();
  if (!keyed) request.intermediates = probe.intermediates;
  for (int i = 0; keyed && i < probe.intermediates; ++i) {
    issuer = pki::MintSelfIssued(**issuer);
    if (!issuer) return std::move(issuer).error();
  }
  Result<pki::IdentityPtr> identity = pki::Mint(**issuer, request);
  if (!identity) return std::move(identity).error();
  const std::string name =
      ElideMiddle(tls::ToText(tls::DecodeDistinguishedName(probe.issuer_name).value), 80);
  return Throwaway(std::move(*identity), "throw-away below '" + name + "'");
}

}  // namespace shakedown::run
