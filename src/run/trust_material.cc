#include "run/trust_material.h"

#include <array>
#include <utility>

#include "pki/read_facts.h"

namespace shakedown::run {
namespace {

/// Root for the certificates of our own servers.
Result<pki::AuthorityPtr> MintServerAuthority() { return pki::MintRoot("Shakedown Server CA"); }

tls::DistinguishedName SubjectOf(X509* certificate) { return pki::ReadFacts(certificate).subject; }

/// Serial numbers that the list in `file` revokes for `authority`; none without an authority.
Result<std::vector<std::string>> SerialsOf(const std::string& file,
                                           const pki::Authority* authority) {
  Result<std::vector<ossl::CrlPtr>> crls = pki::LoadCrls(file);
  if (!crls) return std::move(crls).error();
  std::vector<std::string> serials;
  if (authority == nullptr) return serials;
  const X509_NAME* name = X509_get_subject_name(authority->certificate.get());
  for (const ossl::CrlPtr& crl : *crls) {
    if (X509_NAME_cmp(X509_CRL_get_issuer(crl.get()), name) != 0) continue;
    for (std::string& serial : pki::RevokedSerials(crl.get())) serials.push_back(std::move(serial));
  }
  return serials;
}

Result<void> LoadAuthorityOf(const TargetSettings& settings, TrustMaterial* material) {
  if (!settings.has_authority()) return {};
  Result<pki::AuthorityPtr> authority =
      pki::LoadAuthority(settings.ca_cert, settings.ca_key, settings.ca_pass);
  if (!authority) return std::move(authority).error().AddContext("loading the CA to mint with");
  material->trusted = std::move(*authority);
  return {};
}

Result<void> LoadClientTrust(const TargetSettings& settings, TrustMaterial* material) {
  const std::string& file = settings.client_ca.empty() ? settings.ca_cert : settings.client_ca;
  if (file.empty()) return {};
  Result<pki::TrustStorePtr> trust = pki::TrustStore::Load(file, settings.crl);
  if (!trust) return std::move(trust).error().AddContext("loading what the target trusts");
  material->client_trust = std::move(*trust);
  if (material->trusted != nullptr) {
    material->trusted_name = SubjectOf(material->trusted->certificate.get());
  } else if (!material->client_trust->anchors().empty()) {
    material->trusted_name = SubjectOf(material->client_trust->anchors().front().get());
  }
  return {};
}

Result<void> LoadServerTrust(const TargetSettings& settings, TrustMaterial* material) {
  if (!settings.server_ca.empty()) {
    Result<pki::TrustStorePtr> trust = pki::TrustStore::Load(settings.server_ca, "");
    if (!trust) return std::move(trust).error().AddContext("loading the server's CA");
    material->server_trust = std::move(*trust);
    return {};
  }
  // A machine without a system store checks nothing; that is recorded as unchecked.
  if (Result<pki::TrustStorePtr> system = pki::TrustStore::System(); system) {
    material->server_trust = std::move(*system);
  }
  return {};
}

}  // namespace

Result<TrustMaterial> MakeTrustMaterial() {
  Result<pki::AuthorityPtr> trusted = pki::MintRoot("Shakedown Trusted CA");
  if (!trusted) return std::move(trusted).error();
  Result<pki::AuthorityPtr> other = pki::MintRoot("Shakedown Other CA");
  if (!other) return std::move(other).error();
  Result<pki::AuthorityPtr> server = MintServerAuthority();
  if (!server) return std::move(server).error();
  TrustMaterial material;
  material.trusted_name = SubjectOf((*trusted)->certificate.get());
  material.client_trust = pki::TrustStore::Of(std::array{(*trusted)->certificate.get()});
  material.server_trust = pki::TrustStore::Of(std::array{(*server)->certificate.get()});
  material.trusted = std::move(*trusted);
  material.other = std::move(*other);
  material.server = std::move(*server);
  return material;
}

Result<TrustMaterial> LoadTrustMaterial(const TargetSettings& settings) {
  TrustMaterial material;
  if (Result<void> loaded = LoadAuthorityOf(settings, &material); !loaded) return loaded.error();
  if (Result<void> loaded = LoadClientTrust(settings, &material); !loaded) return loaded.error();
  if (Result<void> loaded = LoadServerTrust(settings, &material); !loaded) return loaded.error();
  if (!settings.crl.empty()) {
    Result<std::vector<std::string>> serials = SerialsOf(settings.crl, material.trusted.get());
    if (!serials) return std::move(serials).error().AddContext("loading the revocation list");
    material.revoked_serials = std::move(*serials);
  }
  Result<pki::AuthorityPtr> server = MintServerAuthority();
  if (!server) return std::move(server).error();
  material.server = std::move(*server);
  return material;
}

}  // namespace shakedown::run
