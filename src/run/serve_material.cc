#include "run/serve_material.h"

#include <array>
#include <utility>

#include "attempt/spec.h"
#include "core/file.h"
#include "core/hex.h"
#include "core/text.h"
#include "pki/read_facts.h"
#include "run/mint_request.h"
#include "scenario/loader.h"
#include "tls/code_points.h"

namespace shakedown::run {
namespace {

using scenario::ConnectionModel;

/// Of 77 octets each, and two of length: 60 kB in all.
constexpr size_t kManyNames = 760;

Result<pki::IdentityPtr> MintServer(const pki::Authority& authority, const std::string& name,
                                    std::optional<Milliseconds> not_after = std::nullopt) {
  pki::MintRequest request;
  request.name = "shakedown-peer";
  request.server = true;
  request.dns_names = {name};
  request.not_after = not_after;
  return pki::Mint(authority, request);
}

/// A Name of one CN (RFC 5280 section 4.1.2.4), made here because no certificate needs to bear it.
Bytes LongName(size_t number) {
  std::string text = "Shakedown CA of many, number " + std::to_string(number) + ", ";
  text.resize(64, 'x');
  Bytes der = {0x30, 0x4B, 0x31, 0x49, 0x30, 0x47, 0x06, 0x03, 0x55, 0x04, 0x03, 0x0C, 0x40};
  der.insert(der.end(), text.begin(), text.end());
  return der;
}

Error Wrong(const ConnectionModel& connection, const std::string& what) {
  return Error(ErrorCode::kSuite, "connection: " + what).At(connection.position);
}

/// The library has no names of the registry for the schemes of SHA-1.
std::string LibraryList(std::string_view words) {
  std::string list;
  for (const std::string_view word : Words(words)) {
    if (!list.empty()) list += ':';
    if (word == "rsa_pkcs1_sha1") {
      list += "RSA+SHA1";
    } else if (word == "ecdsa_sha1") {
      list += "ECDSA+SHA1";
    } else {
      list += word;
    }
  }
  return list;
}

Result<handshake::RequestExtension> ExtensionOf(const ConnectionModel& connection,
                                                std::string_view text) {
  const size_t colon = text.find(':');
  const bool hex = text.starts_with("0x");
  const std::string number(text.substr(hex ? 2 : 0, colon - (hex ? 2 : 0)));
  const unsigned long type = std::strtoul(number.c_str(), nullptr, hex ? 16 : 10);
  auto data = FromHex(text.substr(colon + 1));
  if (colon == std::string_view::npos || type > UINT16_MAX || !data) {
    return Wrong(connection, "request-extensions='" + std::string(text) + "' is not TYPE:HEX");
  }
  return handshake::RequestExtension{static_cast<uint16_t>(type), *std::move(data)};
}

Result<void> SetMissteps(const ConnectionModel& connection, handshake::PeerHost* host) {
  if (!connection.misstep.empty()) {
    const auto misstep = handshake::damage::MisstepFromName(connection.misstep);
    if (!misstep) return Wrong(connection, "there is no misstep '" + connection.misstep + "'");
    host->misstep = *misstep;
  }
  if (connection.late_alert.empty()) return {};
  const auto alert = tls::AlertDescriptionFromName(connection.late_alert);
  if (!alert) return Wrong(connection, "there is no alert '" + connection.late_alert + "'");
  host->late_alert = handshake::damage::LateAlert{*alert, connection.late_alert_after == "request"};
  return {};
}

Result<void> SetRequest(const ConnectionModel& connection, handshake::PeerHost* host) {
  host->signature_algorithms = LibraryList(connection.signature_algorithms);
  for (const std::string_view word : Words(connection.certificate_types)) {
    const auto type = tls::ClientCertificateTypeFromName(word);
    if (!type) return Wrong(connection, "certificate-types: '" + std::string(word) + "'");
    host->certificate_types.push_back(static_cast<uint8_t>(*type));
  }
  for (const std::string_view word : Words(connection.request_extensions)) {
    auto extension = ExtensionOf(connection, word);
    if (!extension) return std::move(extension).error();
    host->request_extensions.push_back(*std::move(extension));
  }
  return {};
}

Result<void> SetVersions(const ConnectionModel& connection, const std::string& tls,
                         handshake::PeerHost* host) {
  const std::string& text = connection.tls.empty() ? tls : connection.tls;
  if (text.empty()) return {};
  attempt::HandshakeSpec spec;
  if (!attempt::SetVersions(text, &spec)) return Wrong(connection, "tls='" + text + "'");
  host->min_version = spec.min_version;
  host->max_version = spec.max_version;
  return {};
}

}  // namespace

std::string HostNameOf(const ConnectionModel& connection) {
  return connection.name.empty() ? "localhost" : connection.name;
}

Result<ServeMaterial> ServeMaterial::Make(std::string directory,
                                          std::span<const std::string> names) {
  ServeMaterial material;
  material.directory_ = std::move(directory);
  Result<TrustMaterial> trust = MakeTrustMaterial();
  if (!trust) return std::move(trust).error();
  material.trust_ = *std::move(trust);
  const std::array anchors = {material.trust_.trusted->certificate.get(),
                              material.trust_.other->certificate.get()};
  material.clients_ = pki::TrustStore::Of(anchors);
  Result<pki::AuthorityPtr> unknown = pki::MintRoot("Shakedown unknown CA");
  if (!unknown) return std::move(unknown).error();
  for (const std::string& name : names) {
    if (auto minted = material.MintServers(name, **unknown); !minted) return minted.error();
  }
  for (size_t i = 0; i < kManyNames; ++i) {
    material.many_.push_back(LongName(i));
  }
  const auto write = [&](const char* name, const pki::Authority& authority) {
    return WriteFile(material.File(name), pki::ToPem(authority.certificate.get()));
  };
  if (auto written = write("server-ca.pem", *material.trust_.server); !written) {
    return written.error();
  }
  if (auto written = write("client-ca.pem", *material.trust_.trusted); !written) {
    return written.error();
  }
  return material;
}

Result<void> ServeMaterial::MintServers(const std::string& name, const pki::Authority& unknown) {
  constexpr Milliseconds kDay{86'400'000};
  const pki::Authority& known = *trust_.server;
  const std::array<std::pair<const char*, Result<pki::IdentityPtr>>, 4> servers = {{
      {"good", MintServer(known, name)},
      {"untrusted", MintServer(unknown, name)},
      {"wrong-name", MintServer(known, "elsewhere.test")},
      {"expired", MintServer(known, name, -kDay)},
  }};
  for (const auto& [word, identity] : servers) {
    if (!identity) return identity.error();
    servers_[{word, name}] = *identity;
  }
  return {};
}

Result<void> ServeMaterial::AddIdentities(const scenario::SuiteModel& suite,
                                          const scenario::Variables& variables) {
  for (const scenario::IdentityModel& raw : suite.identities) {
    Result<scenario::IdentityModel> model = scenario::Substituted(raw, variables);
    if (!model) return std::move(model).error();
    if (model->mint.empty() || model->issuer == "twin") {
      return Error(ErrorCode::kSuite, "identity '" + model->id + "' cannot be given to a client")
          .WithHint("identities of clients under test are minted, below a CA that is not a twin")
          .At(model->position);
    }
    Result<pki::MintRequest> request = ToMintRequest(*model);
    if (!request) return std::move(request).error();
    const auto& issuer = model->issuer == "trusted" ? trust_.trusted : trust_.other;
    Result<pki::IdentityPtr> identity = pki::Mint(*issuer, *request);
    if (!identity) return std::move(identity).error();
    if (auto w = pki::WriteIdentity(directory_, **identity, kServePassphrase); !w) return w;
    request->name = model->id + "-foreign";
    Result<pki::IdentityPtr> foreign = pki::Mint(*issuer, *request);
    if (!foreign) return std::move(foreign).error();
    if (auto w = pki::WriteIdentity(directory_, **foreign); !w) return w;
    fingerprints_[model->id] = (*identity)->facts.chain.front().sha256;
    identities_[model->id] = *std::move(identity);
  }
  return {};
}

const attempt::IdentityFacts* ServeMaterial::FactsOf(const std::string& id) const {
  const auto found = identities_.find(id);
  return found == identities_.end() ? nullptr : &found->second->facts;
}

Result<std::vector<Bytes>> ServeMaterial::NamesIn(const ConnectionModel& connection) const {
  std::vector<Bytes> names;
  for (const std::string_view word : Words(connection.announce)) {
    if (word == "many") names.insert(names.end(), many_.begin(), many_.end());
    const auto& authority = word == "trusted" ? trust_.trusted : trust_.other;
    if (word != "trusted" && word != "other") continue;
    names.push_back(pki::ReadFacts(authority->certificate.get()).subject.der);
  }
  return names;
}

Result<handshake::PeerHost> ServeMaterial::HostFor(const ConnectionModel& connection,
                                                   const std::string& tls) const {
  handshake::PeerHost host;
  const auto server = servers_.find({connection.server, HostNameOf(connection)});
  const auto behaviour = handshake::BehaviourFromName(connection.behave);
  const auto early = handshake::EarlyDataFromName(connection.early_data);
  if (server == servers_.end() || !behaviour || !early) {
    return Wrong(connection, "server=, behave= or early-data= is not known");
  }
  Result<std::vector<Bytes>> names = NamesIn(connection);
  if (!names) return std::move(names).error();
  host.by_observer_only = true;
  host.behaviour = *behaviour;
  host.certificate = server->second;
  host.client_trust = clients_;
  host.announced_names = *std::move(names);
  host.ciphers = connection.ciphers;
  host.tickets = connection.tickets;
  host.early_data = *early;
  host.security_level = connection.old_algorithms ? 0 : 2;
  if (host.behaviour == handshake::Behaviour::kLate) host.late_paths = {"/"};
  if (!connection.alpn.empty()) {
    const auto words = Words(connection.alpn);
    host.alpn.assign(words.begin(), words.end());
  }
  if (auto set = SetVersions(connection, tls, &host); !set) return set.error();
  if (auto set = SetRequest(connection, &host); !set) return set.error();
  if (auto set = SetMissteps(connection, &host); !set) return set.error();
  return host;
}

}  // namespace shakedown::run
