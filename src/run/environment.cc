#include "run/environment.h"

#include <algorithm>
#include <set>
#include <utility>

#include "attempt/trace_view.h"
#include "core/text.h"
#include "net/connector.h"
#include "run/judge.h"
#include "run/target_plan.h"
#include "scenario/loader.h"

namespace shakedown::run {
namespace {

constexpr const char* kBuiltInHost = "localhost";
constexpr const char* kLoopback = "127.0.0.1";
constexpr uint16_t kPretendedPort = 1;
constexpr Milliseconds kResolveLimit{5000};

bool IsLoopback(std::string_view address) {
  return address.starts_with("127.") || address == "::1";
}

/// `trust` and one more CA: our terminating proxy must not look like a stranger who intercepts.
pki::TrustStorePtr WithAnchor(const pki::TrustStore& trust, const pki::Authority& authority) {
  std::vector<X509*> anchors;
  for (const ossl::X509Ptr& anchor : trust.anchors()) anchors.push_back(anchor.get());
  anchors.push_back(authority.certificate.get());
  return pki::TrustStore::Of(anchors);
}

VariableTable UnknownUntilStart() {
  VariableTable table;
  for (const char* name : {"target.host", "target.port", "target.address", "ca.dn",
                           kOtherListenerVariable, kTerminatorVariable, kConnectProxyVariable}) {
    table.unavailable[name] =
        "needs ${" + std::string(name) + "}, which is known only once the target runs";
  }
  return table;
}

}  // namespace

SuiteEnvironment::SuiteEnvironment(std::vector<const Case*> cases, const RunOptions& options)
    : cases_(std::move(cases)),
      options_(options),
      target_(ListedTarget(options, suite()) == nullptr ? options.target
                                                        : ListedTarget(options, suite())->options),
      given_variables_(ListedTarget(options, suite()) == nullptr
                           ? options.variables
                           : ListedTarget(options, suite())->variables) {}

SuiteEnvironment::~SuiteEnvironment() = default;

Result<std::unique_ptr<SuiteEnvironment>> SuiteEnvironment::Prepare(std::vector<const Case*> cases,
                                                                    const RunOptions& options) {
  std::unique_ptr<SuiteEnvironment> environment(new SuiteEnvironment(std::move(cases), options));
  const std::string doing = "suite '" + environment->suite().name + "'";
  for (const auto step : {&SuiteEnvironment::LoadSettings, &SuiteEnvironment::SetDefaults,
                          &SuiteEnvironment::MakeIdentities}) {
    Result<void> done = ((*environment).*step)();
    if (!done) return Error(done.error()).AddContext(doing);
  }
  return environment;
}

Result<void> SuiteEnvironment::LoadSettings() {
  const bool maybe_peer = target_.url.empty() && suite().target.url.empty();
  Result<VariableTable> early =
      ResolveVariables(suite(), given_variables_, maybe_peer, UnknownUntilStart());
  if (!early) return std::move(early).error();
  Result<TargetSettings> settings = ResolveTarget(suite(), target_, early->values);
  if (!settings) return std::move(settings).error();
  settings_ = std::move(*settings);
  // A URL made of variables may turn out empty: then the peer's values count after all.
  if (settings_.built_in && !maybe_peer) {
    early = ResolveVariables(suite(), given_variables_, true, UnknownUntilStart());
    if (!early) return std::move(early).error();
  }
  early_variables_ = std::move(*early);
  Result<TrustMaterial> material =
      settings_.built_in ? MakeTrustMaterial() : LoadTrustMaterial(settings_);
  if (!material) return std::move(material).error();
  material_ = std::move(*material);
  if (!settings_.built_in) return {};
  Result<std::vector<scenario::PeerHostModel>> hosts =
      PeerHostsOf(suite(), early_variables_.values);
  if (!hosts) return std::move(hosts).error();
  hosts_ = std::move(*hosts);
  return {};
}

Result<void> SuiteEnvironment::SetDefaults() {
  const TargetOptions& given = target_;
  if (settings_.built_in) {
    defaults_.target.endpoint = {kBuiltInHost, kPretendedPort};
  } else {
    defaults_.target = settings_.target;
  }
  Result<attempt::Path> path = attempt::ParsePath(given.via);
  if (!path) return std::move(path).error().AddContext("--via");
  if (path->empty() && !settings_.built_in) {
    path = attempt::PathFromEnvironment(settings_.target, given.proxy_variables);
    if (!path) return std::move(path).error();
  }
  defaults_.via = std::move(*path);
  if (Result<void> set = SetAddress(); !set) return set;
  if (given.has_sni) defaults_.sni = given.sni;
  defaults_.timeouts = attempt::TimeoutsWithin(options_.timeout);
  const bool http = defaults_.target.application == attempt::Application::kHttp;
  if (http) defaults_.request = attempt::HttpRequest{.host = given.host};
  capabilities_.built_in_peer = settings_.built_in;
  capabilities_.http = http;
  capabilities_.trusted_issuer = material_.trusted != nullptr;
  capabilities_.client_ca = material_.client_trust != nullptr;
  capabilities_.crl = settings_.built_in ? std::any_of(hosts_.begin(), hosts_.end(),
                                                       [](const auto& host) { return host.crl; })
                                         : !settings_.crl.empty();
  return {};
}

Result<void> SuiteEnvironment::SetAddress() {
  if (settings_.built_in) return {};
  const attempt::Endpoint& endpoint = settings_.target.endpoint;
  if (!target_.origin.empty()) {
    Result<attempt::Endpoint> origin = attempt::ParseEndpoint(target_.origin, endpoint.port);
    if (!origin) return std::move(origin).error().AddContext("--origin");
    defaults_.connect_to = *std::move(origin);
  } else if (const auto* resolution = attempt::FindResolution(target_.resolve, endpoint)) {
    defaults_.connect_to = resolution->addresses.front();
  }
  return {};
}

Result<void> SuiteEnvironment::MakeIdentities() {
  std::optional<Bytes> name;
  if (material_.trusted_name) name = material_.trusted_name->der;
  authorities_ = std::make_unique<Authorities>(
      material_.trusted, std::move(name), [this] { return LearnName(); }, material_.other,
      settings_.built_in ? material_.server : nullptr);
  Revocation revocation;
  revocation.serials = material_.revoked_serials;
  if (settings_.built_in) {
    revocation.possible = capabilities_.crl;
    revocation.why_not = "needs a <host> of <peer> that checks a revocation list (crl=\"yes\")";
  } else {
    revocation.possible = !revocation.serials.empty();
    revocation.why_not = settings_.crl.empty()
                             ? "needs --crl: a revoked serial number has to be minted again"
                             : "needs a revoked serial number of the minting CA in --crl";
  }
  identities_ = std::make_unique<IdentityStore>(suite(), early_variables_.values,
                                                authorities_.get(), std::move(revocation));
  identities_->UseResponder([this] { return Responder(); });
  state_material_ = std::make_unique<StateMaterial>(authorities_.get(), identities_.get());
  return {};
}

Result<void> SuiteEnvironment::Start() {
  for (const auto step : {&SuiteEnvironment::StartPeer, &SuiteEnvironment::StartProxies,
                          &SuiteEnvironment::FinishVariables}) {
    Result<void> done = ((*this).*step)();
    if (!done) return Error(done.error()).AddContext("suite '" + suite().name + "'");
  }
  return {};
}

std::vector<X509*> SuiteEnvironment::MintRevoked() {
  std::set<std::string, std::less<>> named;
  for (const Case* test : cases_) {
    for (std::string& text : IdentityTexts(*test)) named.insert(std::move(text));
  }
  for (const auto& [name, value] : early_variables_.values) named.insert(value);
  std::vector<X509*> revoked;
  for (const scenario::IdentityModel& model : suite().identities) {
    if (model.mint != "revoked" || model.issuer != "trusted" || !named.contains(model.id)) continue;
    const PreparedIdentity* prepared = identities_->Get(model.id);
    if (prepared != nullptr && prepared->identity != nullptr) {
      revoked.push_back(prepared->identity->leaf.get());
    }
  }
  return revoked;
}

Result<void> SuiteEnvironment::StartPeer() {
  if (!settings_.built_in) {
    ResolveAddress();
    return {};
  }
  const std::vector<X509*> revoked = MintRevoked();
  Result<std::vector<HostTrust>> trust = TrustOfHosts(hosts_, material_, revoked);
  if (!trust) return std::move(trust).error();
  host_trust_ = std::move(*trust);
  auto started = BuiltInPeers::Start(
      Served(), [this](handshake::PeerOptions* options) { return LimitIdleness(options); });
  if (!started) return std::move(started).error();
  peer_ = std::move(*started);
  defaults_.target.endpoint.port = peer_->endpoint().port;
  if (const auto other = peer_->other_listener()) other_listener_ = *other;
  target_address_ = attempt::ToText(peer_->endpoint());
  return {};
}

ServedHosts SuiteEnvironment::Served() const {
  return {hosts_, host_trust_, &material_, &target_.behave};
}

Result<void> SuiteEnvironment::LimitIdleness(handshake::PeerOptions* peer) const {
  const SourcePosition position{.file = suite().file};
  const auto set = [&](const char* name, const std::string& text,
                       Milliseconds* limit) -> Result<void> {
    if (text.empty()) return {};
    const auto value = scenario::Substitute(text, early_variables_.values, position);
    if (!value) return value.error();
    const auto time = ParseDuration(*value);
    if (time && time->count() > 0) {
      *limit = *time;
      return {};
    }
    return Error(ErrorCode::kSuite,
                 std::string(name) + "='" + Printable(*value) + "' of <peer> is no time")
        .WithHint("write it like 500ms or 2s")
        .At(position);
  };
  Result<void> idle = set("idle-limit", suite().peer_idle_limit, &peer->idle_limit);
  return idle ? set("life-limit", suite().peer_life_limit, &peer->life_limit) : idle;
}

void SuiteEnvironment::ResolveAddress() {
  const attempt::Endpoint& endpoint = defaults_.connect_to.value_or(settings_.target.endpoint);
  const Deadline deadline = Deadline::After(std::min(kResolveLimit, options_.timeout));
  const auto addresses = net::Resolve(endpoint.host, endpoint.port, deadline);
  target_is_local_ = addresses && !addresses->empty() && IsLoopback(addresses->front().text);
  if (!addresses || addresses->empty()) return;
  target_address_ = attempt::ToText({addresses->front().text, endpoint.port});
}

Result<void> SuiteEnvironment::StartProxies() {
  CompanionNeeds needs = NeedsOf(suite(), cases_);
  if (given_variables_.contains(kTerminatorVariable)) needs.terminator = false;
  if (given_variables_.contains(kConnectProxyVariable)) needs.connect_proxy = false;
  if (!target_is_local_) needs.connect_proxy = false;
  Result<Companions> companions =
      StartCompanions(needs,
                      settings_.built_in ? peer_->endpoint()
                                         : defaults_.connect_to.value_or(settings_.target.endpoint),
                      attempt::EffectiveSni(defaults_), *material_.server);
  if (!companions) return std::move(companions).error();
  companions_ = std::move(*companions);
  if (companions_.terminator) terminator_ = companions_.terminator->endpoint();
  if (companions_.connect_proxy) connect_proxy_ = companions_.connect_proxy->endpoint();
  handshake::ClientOptions client;
  client.keylog_file = options_.keylog_file;
  client.server_trust = companions_.terminator && !settings_.server_ca.empty()
                            ? WithAnchor(*material_.server_trust, *material_.server)
                            : material_.server_trust;
  client_ = std::make_unique<handshake::Client>(std::move(client));
  return {};
}

Result<void> SuiteEnvironment::Pretend() {
  if (settings_.built_in) {
    Result<std::vector<HostTrust>> trust = TrustOfHosts(hosts_, material_, {});
    if (!trust) return Error(trust.error()).AddContext("suite '" + suite().name + "'");
    host_trust_ = std::move(*trust);
    const auto peer = ToPeerOptions(hosts_, host_trust_, material_, target_.behave);
    if (!peer) return Error(peer.error()).AddContext("suite '" + suite().name + "'");
  }
  target_address_ = attempt::ToText(attempt::Endpoint{kLoopback, kPretendedPort});
  terminator_ = connect_proxy_ = other_listener_ = {kLoopback, kPretendedPort};
  return FinishVariables();
}

Result<void> SuiteEnvironment::FinishVariables() {
  Result<VariableTable> table =
      ResolveVariables(suite(), given_variables_, settings_.built_in, BuiltInVariables());
  if (!table) return std::move(table).error();
  variables_ = std::move(*table);
  return {};
}

VariableTable SuiteEnvironment::BuiltInVariables() const {
  VariableTable table;
  const attempt::Endpoint& endpoint = defaults_.target.endpoint;
  table.values["target.host"] = endpoint.host;
  table.values["target.port"] = std::to_string(endpoint.port);
  const auto set = [&table](const char* name, const std::string& value, const char* otherwise) {
    if (value.empty()) {
      table.unavailable[name] = otherwise;
    } else {
      table.values[name] = value;
    }
  };
  set("target.address", target_address_, "needs a target whose name resolves on this machine");
  set("ca.dn", material_.trusted_name ? tls::ToText(*material_.trusted_name) : std::string(),
      "needs --client-ca: the name of the CA that the target trusts");
  set(kOtherListenerVariable,
      other_listener_.port == 0 ? std::string() : attempt::ToText(other_listener_),
      "needs a second port of the target that reads the same tickets: give "
      "--set other_listener=HOST:PORT");
  set(kTerminatorVariable, terminator_.port == 0 ? std::string() : attempt::ToText(terminator_),
      "needs the terminating proxy, which is not running");
  set(kConnectProxyVariable,
      connect_proxy_.port == 0 ? std::string() : "http://" + attempt::ToText(connect_proxy_),
      "needs a CONNECT proxy that reaches the target (ours serves loopback only): give "
      "--set connect_proxy=http://HOST:PORT");
  return table;
}

Result<std::optional<Bytes>> SuiteEnvironment::LearnName() {
  if (client_ == nullptr) return std::optional<Bytes>();
  attempt::HandshakeSpec spec = defaults_;
  spec.request.reset();
  Result<handshake::HandshakeResult> result = client_->Run(spec, nullptr, nullptr);
  if (!result) return std::move(result).error().AddContext("asking the target for its CA names");
  if (!attempt::First<attempt::Message>(result->trace)) {
    return Error(ErrorCode::kConnect, "the target did not answer when asked for its CA names")
        .WithHint("check that " + attempt::ToUrl(spec.target) +
                  " is reachable, or give "
                  "--client-ca");
  }
  for (const attempt::RequestSeen& seen : attempt::CertificateRequests(result->trace)) {
    if (!seen.request->ca_names.empty()) return std::optional(seen.request->ca_names.front().der);
  }
  return std::optional<Bytes>();
}

Result<void> SuiteEnvironment::Reach() {
  attempt::Attempt attempt;
  attempt.spec = defaults_;
  attempt.spec.request.reset();
  attempt.spec.listen_only = true;
  Result<handshake::HandshakeResult> result = client_->Run(attempt.spec, nullptr, nullptr);
  if (!result) return std::move(result).error();
  attempt.trace = std::move(result->trace);
  if (attempt::NegotiatedVersion(attempt.trace)) return {};
  const std::vector<attempt::Attempt> attempts = {std::move(attempt)};
  const diagnosis::Diagnosis diagnosis = diagnosis::Diagnose(attempts, 0);
  if (diagnosis.outcome != diagnosis::Outcome::kNoVerdict) return {};
  return NoVerdictError(attempts.front(), diagnosis)
      .AddContext("target '" + target_name() + "' is not reached");
}

pki::TrustStorePtr SuiteEnvironment::TrustFor(std::string_view server_name) const {
  if (!settings_.built_in) return material_.client_trust;
  const pki::TrustStorePtr* trust = TrustForName(host_trust_, server_name);
  return trust == nullptr ? nullptr : *trust;
}

std::string SuiteEnvironment::target_url() const {
  return settings_.built_in ? "built-in peer" : attempt::ToUrl(settings_.target);
}

std::string SuiteEnvironment::via() const { return attempt::Describe(defaults_.via); }

std::vector<std::string> IdentityTexts(const Case& test) {
  std::vector<std::string> texts;
  for (const scenario::HandshakeModel& handshake : test.scenario_model->handshakes) {
    for (const std::string_view word : Words(handshake.identity)) texts.emplace_back(word);
  }
  for (const auto& [name, value] : test.axis_values) texts.push_back(value);
  return texts;
}

}  // namespace shakedown::run
