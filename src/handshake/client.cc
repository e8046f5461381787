#include "handshake/client.h"

#include <algorithm>
#include <optional>
#include <thread>
#include <utility>

#include "core/text.h"
#include "handshake/client_context.h"
#include "handshake/client_key_log.h"
#include "handshake/client_run.h"
#include "handshake/client_server_check.h"
#include "handshake/client_session.h"
#include "handshake/http_request.h"
#include "net/resolver.h"
#include "ossl/error_queue.h"

namespace shakedown::handshake {
namespace {

using attempt::HandshakeSpec;

/// A host name goes into a CONNECT request as it is; so do those of proxies.
std::optional<Error> CheckHost(const std::string& host) {
  const bool usable = !host.empty() && std::all_of(host.begin(), host.end(), [](char c) {
    return static_cast<unsigned char>(c) > ' ' && c != '\x7F';
  });
  if (usable) return std::nullopt;
  return Error(ErrorCode::kUsage, "'" + Printable(host) + "' is not a host name");
}

std::optional<Error> CheckHosts(const HandshakeSpec& spec) {
  if (auto problem = CheckHost(spec.target.endpoint.host)) return problem;
  for (const attempt::Hop& hop : spec.via) {
    if (attempt::IsPreamble(hop)) continue;
    if (auto problem = CheckHost(hop.endpoint.host)) return problem;
  }
  return spec.connect_to ? CheckHost(spec.connect_to->host) : std::nullopt;
}

std::optional<Error> CheckDamage(const HandshakeSpec& spec) {
  for (const attempt::Damage& one : spec.damage) {
    if (const auto problem = attempt::DamageProblem(one)) {
      return Error(ErrorCode::kUsage, "damage that cannot be done: " + *problem);
    }
  }
  const bool harmless = !attempt::RewritesFlight(spec.damage) && !attempt::ActsLate(spec.damage);
  if (!spec.early_data || harmless) return std::nullopt;
  return Error(ErrorCode::kUnsupported, "early data and damage to what follows it")
      .WithHint("ask for one of the two");
}

/// SNI carries names only (RFC 6066 section 3), whatever the spec says.
Result<void> SetSni(SSL* ssl, const HandshakeSpec& spec) {
  const std::string sni = attempt::EffectiveSni(spec);
  if (sni.empty() || attempt::IsIpLiteral(sni)) return {};
  if (SSL_set_tlsext_host_name(ssl, sni.c_str()) == 1) return {};
  ossl::ClearErrors();
  return Error(ErrorCode::kUnsupported, "the local TLS library cannot send the SNI '" +
                                            ElideMiddle(Printable(sni), 80) + "'")
      .WithHint("a host name has at most 255 octets");
}

Result<ossl::SslPtr> MakeConnection(const ClientContext& context, const HandshakeSpec& spec,
                                    const SessionPtr& resume) {
  ossl::ClearErrors();
  ossl::SslPtr ssl(SSL_new(context.context.get()));
  if (ssl == nullptr) {
    return ossl::LibraryError(ErrorCode::kInternal, "cannot make a TLS connection object");
  }
  if (Result<void> set = SetSni(ssl.get(), spec); !set) return std::move(set).error();
  if (!spec.extended_master_secret) SSL_set_options(ssl.get(), SSL_OP_NO_EXTENDED_MASTER_SECRET);
  if (resume != nullptr) {
    const ossl::SessionPtr copy = resume->For(spec, ssl.get());
    if (copy == nullptr || SSL_set_session(ssl.get(), copy.get()) != 1) {
      return ossl::LibraryError(ErrorCode::kInternal, "cannot use the session to resume");
    }
  }
  return ssl;
}

}  // namespace

struct Client::State {
  explicit State(ClientOptions options)
      : key_log(options.keylog_file),
        contexts(&key_log),
        checker(std::move(options.server_trust)),
        proxy_tls(&key_log, &checker) {}

  KeyLog key_log;  // outlives the contexts that write to it
  ContextCache contexts;
  ServerChecker checker;
  ProxyTls proxy_tls;
  net::Resolver resolver;
};

Client::Client(ClientOptions options) : state_(std::make_unique<State>(std::move(options))) {}
Client::~Client() = default;

Result<HandshakeResult> Client::Run(const HandshakeSpec& spec, const pki::IdentityPtr& identity,
                                    const SessionPtr& resume,
                                    const pki::IdentityPtr& renegotiated) {
  if (state_->key_log.problem()) return *state_->key_log.problem();
  if (auto problem = CheckHosts(spec)) return std::move(*problem);
  if (auto problem = CheckDamage(spec)) return std::move(*problem);
  RunInput input;
  input.spec = &spec;
  input.resolver = &state_->resolver;
  input.renegotiated = renegotiated;
  input.checker = &state_->checker;
  input.proxy_tls = &state_->proxy_tls;
  Result<std::vector<HopLogin>> logins = ReadLogins(spec.via);
  if (!logins) return std::move(logins).error();
  input.logins = std::move(*logins);
  if (spec.request && spec.target.application == attempt::Application::kHttp) {
    Result<std::vector<PreparedRequest>> requests = PrepareRequests(spec);
    if (!requests) return std::move(requests).error();
    input.requests = std::move(*requests);
  }
  const Result<ClientContextPtr> context = state_->contexts.Get(spec, identity);
  if (!context) return context.error();
  Result<ossl::SslPtr> ssl = MakeConnection(**context, spec, resume);
  if (!ssl) return std::move(ssl).error();
  input.ssl = std::move(*ssl);

  if (spec.pause_before_connect > Milliseconds(0)) {
    std::this_thread::sleep_for(spec.pause_before_connect);
  }
  ClientRun run(std::move(input));
  HandshakeResult result;
  result.trace = run.Run();
  // A fatal alert makes the session it came in unusable (RFC 5246 section 7.2.2).
  ossl::SessionPtr session = run.TakeSession();
  if (session != nullptr && SSL_SESSION_is_resumable(session.get()) == 1) {
    result.session = std::make_shared<const Session>(std::move(session));
  }
  return result;
}

}  // namespace shakedown::handshake
