#include "run/built_in_peer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <set>
#include <utility>

#include "attempt/spec.h"
#include "core/text.h"
#include "handshake/broken/deviation.h"
#include "pki/read_facts.h"
#include "scenario/loader.h"
#include "tls/code_points.h"

namespace shakedown::run {
namespace {

using handshake::Behaviour;
using scenario::PeerHostModel;

constexpr const char* kLocalName = "localhost";

Error BadHost(const PeerHostModel& host, std::string_view attribute, std::string_view value) {
  return Error(ErrorCode::kSuite, "host '" + host.name + "': " + std::string(attribute) + "='" +
                                      std::string(value) + "' is not known")
      .WithHint("docs/scenario-format.md lists the values of <host>")
      .At(host.position);
}

const pki::Authority* AuthorityNamed(std::string_view word, const TrustMaterial& material) {
  if (word == "trusted") return material.trusted.get();
  if (word == "other") return material.other.get();
  return nullptr;
}

Result<pki::TrustStorePtr> TrustOf(const PeerHostModel& host, const TrustMaterial& material,
                                   std::span<X509* const> revoked) {
  if (host.trust == "nothing") return pki::TrustStore::Of({});
  const pki::Authority* authority = AuthorityNamed(host.trust, material);
  if (authority == nullptr) return BadHost(host, "trust", host.trust);
  const std::array anchors = {authority->certificate.get()};
  if (!host.crl) return pki::TrustStore::Of(anchors);
  const bool lists = authority == material.trusted.get();
  Result<ossl::CrlPtr> crl = pki::MintCrl(*authority, lists ? revoked : std::span<X509* const>());
  if (!crl) return std::move(crl).error();
  return pki::TrustStore::Of(anchors, std::array{crl->get()});
}

Result<std::vector<Bytes>> AnnouncedNames(const PeerHostModel& host,
                                          const TrustMaterial& material) {
  std::vector<Bytes> names;
  for (const std::string_view word : Words(host.announce)) {
    if (word == "nothing") continue;
    const pki::Authority* authority = AuthorityNamed(word, material);
    if (authority == nullptr) return BadHost(host, "announce", word);
    names.push_back(pki::ReadFacts(authority->certificate.get()).subject.der);
  }
  return names;
}

/// The library's list syntax takes IANA names of schemes; TLS 1.2 pairs without a scheme name are
/// written "DSA+SHA256" there.
Result<std::string> SignatureList(const PeerHostModel& host) {
  constexpr std::string_view kDsa = "dsa_";
  std::string list;
  for (const std::string_view word : Words(host.signature_algorithms)) {
    if (!tls::SignatureSchemeFromName(word)) return BadHost(host, "signature-algorithms", word);
    if (!list.empty()) list += ':';
    if (word.starts_with(kDsa)) {
      std::string digest(word.substr(kDsa.size()));
      for (char& c : digest) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
      list += "DSA+" + digest;
    } else {
      list += word;
    }
  }
  return list;
}

Result<std::vector<uint8_t>> CertificateTypes(const PeerHostModel& host) {
  std::vector<uint8_t> types;
  for (const std::string_view word : Words(host.certificate_types)) {
    const std::optional<tls::ClientCertificateType> type = tls::ClientCertificateTypeFromName(word);
    if (!type) return BadHost(host, "certificate-types", word);
    types.push_back(static_cast<uint8_t>(*type));
  }
  return types;
}

Result<int> VerifyDepth(const PeerHostModel& host) {
  if (host.verify_depth.empty()) return -1;
  int depth = 0;
  const char* end = host.verify_depth.data() + host.verify_depth.size();
  const auto [stopped, problem] = std::from_chars(host.verify_depth.data(), end, depth);
  if (problem != std::errc() || stopped != end || depth < 0) {
    return BadHost(host, "verify-depth", host.verify_depth);
  }
  return depth;
}

bool AsksInHandshake(Behaviour behaviour) {
  return behaviour == Behaviour::kOptional || behaviour == Behaviour::kStrict ||
         behaviour == Behaviour::kNginx;
}

Result<Behaviour> BehaviourOf(const PeerHostModel& host, const std::string& behave) {
  const std::optional<Behaviour> own = handshake::BehaviourFromName(host.behave);
  if (!own) return BadHost(host, "behave", host.behave);
  if (behave.empty() || !AsksInHandshake(*own)) return *own;
  if (const std::string_view id = handshake::broken::BrokenId(behave); !id.empty()) {
    if (handshake::broken::FindDeviation(id) != nullptr) return *own;
    return Error(ErrorCode::kUsage, "there is no broken peer '" + Printable(id) + "'")
        .WithHint("broken peers: " + handshake::broken::DeviationIds());
  }
  const std::optional<Behaviour> wanted = handshake::BehaviourFromName(behave);
  if (wanted) return *wanted;
  return Error(ErrorCode::kUsage, "the built-in peer has no behaviour '" + Printable(behave) + "'")
      .WithHint("behaviours are none, optional, strict, nginx, lenient, late and broken:ID");
}

/// Makes a strict host one that overlooks what "broken:ID" says.
void Break(const std::string& behave, handshake::PeerHost* peer) {
  const std::string_view id = handshake::broken::BrokenId(behave);
  const auto* deviation = handshake::broken::FindDeviation(id);
  if (deviation == nullptr) return;
  if (!deviation->host.empty() && deviation->host != peer->name) return;
  peer->broken = id;
  if (!deviation->insists) peer->behaviour = Behaviour::kOptional;
  if (!deviation->asks) peer->behaviour = Behaviour::kNone;
  if (deviation->ciphers.empty()) return;
  peer->ciphers = "ALL:" + std::string(deviation->ciphers);
  peer->security_level = 0;
}

/// Whether the deviation is about this host by its name, or about all of them.
bool IsMeant(const std::string& behave, const handshake::PeerHost& peer) {
  const auto* deviation = handshake::broken::FindDeviation(handshake::broken::BrokenId(behave));
  if (deviation == nullptr) return false;
  if (deviation->late != nullptr && peer.behaviour == Behaviour::kLate) return true;
  return deviation->admits != nullptr || (!peer.name.empty() && deviation->host == peer.name);
}

/// Below TLS 1.2 there are only digests that a security level above 0 refuses.
Result<void> SetVersions(const PeerHostModel& host, handshake::PeerHost* peer) {
  if (host.tls.empty()) return {};
  attempt::HandshakeSpec versions;
  if (!attempt::SetVersions(host.tls, &versions)) return BadHost(host, "tls", host.tls);
  peer->min_version = versions.min_version;
  peer->max_version = versions.max_version;
  if (peer->min_version < tls::Version::kTls12) peer->security_level = 0;
  return {};
}

/// Makes a host that is careless with early data answer it.
void Hasten(handshake::PeerHost* peer) {
  using handshake::EarlyData;
  using handshake::broken::Forgets;
  using handshake::broken::Lapse;
  const bool again = peer->early_data == EarlyData::kOnce && Forgets(peer->broken, Lapse::kReplay);
  const bool hasty =
      peer->early_data == EarlyData::kTooEarly && Forgets(peer->broken, Lapse::kEarly);
  if (again || hasty) peer->early_data = EarlyData::kAnswer;
}

Result<handshake::PeerHost> ToPeerHost(const PeerHostModel& host, const pki::TrustStorePtr& trust,
                                       const TrustMaterial& material, const std::string& behave) {
  Result<Behaviour> behaviour = BehaviourOf(host, behave);
  if (!behaviour) return std::move(behaviour).error();
  Result<std::vector<Bytes>> names = AnnouncedNames(host, material);
  if (!names) return std::move(names).error();
  Result<std::string> algorithms = SignatureList(host);
  if (!algorithms) return std::move(algorithms).error();
  Result<std::vector<uint8_t>> types = CertificateTypes(host);
  if (!types) return std::move(types).error();
  Result<int> depth = VerifyDepth(host);
  if (!depth) return std::move(depth).error();
  handshake::PeerHost peer;
  peer.name = host.name;
  peer.behaviour = *behaviour;
  if (Result<void> set = SetVersions(host, &peer); !set) return set.error();
  // Hosts that are open on purpose stay so: only what is strict can be broken.
  if (peer.behaviour == Behaviour::kStrict || IsMeant(behave, peer)) Break(behave, &peer);
  peer.client_trust = trust->anchors().empty() ? nullptr : trust;
  peer.verify_depth = *depth;
  peer.announced_names = std::move(*names);
  peer.signature_algorithms = std::move(*algorithms);
  peer.certificate_types = std::move(*types);
  for (const std::string_view path : Words(host.late_paths)) peer.late_paths.emplace_back(path);
  peer.ocsp = host.ocsp;
  peer.tickets = host.tickets;
  if (!host.alpn.empty()) peer.alpn.clear();
  for (const std::string_view protocol : Words(host.alpn)) peer.alpn.emplace_back(protocol);
  peer.keep_alive = host.keep_alive;
  const std::optional<handshake::EarlyData> early = handshake::EarlyDataFromName(host.early_data);
  if (!early) return BadHost(host, "early-data", host.early_data);
  peer.early_data = *early;
  Hasten(&peer);
  return peer;
}

Result<pki::IdentityPtr> MintServer(std::span<const PeerHostModel> hosts,
                                    const TrustMaterial& material) {
  pki::MintRequest request;
  request.name = "shakedown-peer";
  request.server = true;
  request.dns_names = {kLocalName};
  for (const PeerHostModel& host : hosts) {
    if (!host.name.empty() && host.name != kLocalName) request.dns_names.push_back(host.name);
  }
  return pki::Mint(*material.server, request);
}

}  // namespace

Result<std::vector<PeerHostModel>> PeerHostsOf(const scenario::SuiteModel& suite,
                                               const scenario::Variables& variables) {
  if (suite.peer_hosts.empty()) {
    PeerHostModel host;
    host.verify_depth = "1";
    return std::vector<PeerHostModel>{std::move(host)};
  }
  std::vector<PeerHostModel> hosts;
  std::set<std::pair<bool, std::string>> names;  // of each port
  for (const PeerHostModel& raw : suite.peer_hosts) {
    Result<PeerHostModel> host = scenario::Substituted(raw, variables);
    if (!host) return std::move(host).error();
    host->name = ToLowerAscii(host->name);
    if (!names.emplace(host->other_listener, host->name).second) {
      return Error(ErrorCode::kSuite, "two hosts of <peer> have the name '" + host->name + "'")
          .WithHint("a server name selects one host; rename one of them")
          .At(host->position);
    }
    hosts.push_back(std::move(*host));
  }
  return hosts;
}

Result<std::vector<HostTrust>> TrustOfHosts(std::span<const PeerHostModel> hosts,
                                            const TrustMaterial& material,
                                            std::span<X509* const> revoked) {
  std::vector<HostTrust> result;
  for (const PeerHostModel& host : hosts) {
    Result<pki::TrustStorePtr> trust = TrustOf(host, material, revoked);
    if (!trust) return std::move(trust).error();
    result.push_back({host.name, std::move(*trust)});
  }
  return result;
}

Result<handshake::PeerOptions> ToPeerOptions(std::span<const PeerHostModel> hosts,
                                             std::span<const HostTrust> trust,
                                             const TrustMaterial& material,
                                             const std::string& behave) {
  Result<pki::IdentityPtr> server = MintServer(hosts, material);
  if (!server) return std::move(server).error();
  handshake::PeerOptions options;
  for (size_t i = 0; i < hosts.size(); ++i) {
    Result<handshake::PeerHost> host = ToPeerHost(hosts[i], trust[i].trust, material, behave);
    if (!host) return std::move(host).error();
    host->certificate = *server;
    options.hosts.push_back(std::move(*host));
  }
  return options;
}

const pki::TrustStorePtr* TrustForName(std::span<const HostTrust> hosts, std::string_view name) {
  if (hosts.empty()) return nullptr;
  if (name.ends_with('.')) name.remove_suffix(1);
  const auto found = std::find_if(hosts.begin(), hosts.end(), [name](const HostTrust& host) {
    return !host.name.empty() && EqualsIgnoringAsciiCase(host.name, name);
  });
  return found == hosts.end() ? &hosts.front().trust : &found->trust;
}

}  // namespace shakedown::run
