#include "handshake/peer_context.h"

#include <openssl/err.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <utility>

#include "handshake/broken/deviation.h"
#include "handshake/peer_admission.h"
#include "handshake/peer_host_settings.h"
#include "handshake/peer_hosts.h"
#include "handshake/peer_observer.h"
#include "handshake/peer_ocsp.h"
#include "handshake/peer_tickets.h"
#include "handshake/peer_witness.h"
#include "ossl/error_queue.h"

namespace shakedown::handshake {
namespace {

constexpr std::string_view kSessionIdContext = "shakedown-peer";
constexpr int kSecurityLevel = 2;  // Debian's default, which refuses RSA-1024 and SHA-1
constexpr size_t kTicketsPerHandshake = 2;
/// A request head fits, and no more than the library takes by default.
constexpr uint32_t kMaxEarlyData = 16 * 1024;

/// The observer may choose another host, among those there are.
void AskObserver(TlsState* state) noexcept {
  if (state->observer == nullptr) return;
  try {
    const tls::ClientHello* hello = state->witness->hello();
    if (hello == nullptr) return;
    const size_t chosen = state->observer->ChooseHost(state->client, *hello, state->host);
    if (chosen < state->contexts->hosts().size()) state->host = chosen;
  } catch (...) {
    // Out of memory: the host that the name selected serves.
  }
}

/// Secrets go where the user wants them, and to the one who missteps.
void OnKeyLogLine(const SSL* ssl, const char* line) noexcept {
  const TlsState* state = StateOf(const_cast<SSL*>(ssl));
  if (state == nullptr) return;
  try {
    if (KeyLog* log = state->contexts->key_log(); log != nullptr) log->Append(line);
    if (state->saboteur != nullptr) state->saboteur->OnSecret(line);
    if (state->judge != nullptr) state->judge->OnSecret(line);
    if (state->flight != nullptr) state->flight->OnSecret(line);
  } catch (...) {
    // A line that does not fit into memory is lost; the handshake goes on.
  }
}

/// Chooses the host before anything else of the ClientHello is acted upon, sessions included.
int OnClientHello(SSL* ssl, int* /*alert*/, void* /*argument*/) {
  TlsState* state = StateOf(ssl);
  const unsigned char* extension = nullptr;
  size_t length = 0;
  if (SSL_client_hello_get0_ext(ssl, TLSEXT_TYPE_server_name, &extension, &length) == 1) {
    state->sni = ServerNameOf({extension, length});
    const auto found = FindHost(state->contexts->hosts(), state->sni);
    state->named = found.has_value();
    state->host = found.value_or(0);
  }
  if (state->contexts->BelievesClaims()) WatchFinished(ssl, &state->with_finished);
  AskObserver(state);
  state->contexts->Apply(ssl, state->host);
  return SSL_CLIENT_HELLO_SUCCESS;
}

/// What a judge of late answers has to know of the server's own messages.
void TellJudge(int written, int /*version*/, int type, const void* data, size_t length, SSL* ssl,
               void* /*argument*/) noexcept {
  const TlsState* const state = StateOf(ssl);
  if (written == 0 || type != SSL3_RT_HANDSHAKE || state->judge == nullptr) return;
  try {
    state->judge->OnMessage({static_cast<const uint8_t*>(data), length});
  } catch (...) {
    // Out of memory: every context is then as good as the right one.
  }
}

/// What a judge of flights has to know of the messages before them, where nobody watches.
void TellFlight(int written, int /*version*/, int type, const void* data, size_t length, SSL* ssl,
                void* /*argument*/) noexcept {
  if (type != SSL3_RT_HANDSHAKE) return;
  try {
    StateOf(ssl)->flight->OnMessage(written != 0 ? attempt::Side::kServer : attempt::Side::kClient,
                                    {static_cast<const uint8_t*>(data), length});
  } catch (...) {
    // Out of memory: what is computed over the messages does not fit, and the handshake fails.
  }
}

/// The ClientHello of a renegotiation, at a host that is broken about them.
int OnAnotherHello(SSL* ssl, int* alert, void* /*argument*/) noexcept {
  TlsState* const state = StateOf(ssl);
  const broken::LateRules* const rules = state->judge ? &state->judge->rules() : nullptr;
  const PeerHost& host = state->contexts->hosts()[state->host];
  if (SSL_version(ssl) >= TLS1_3_VERSION) return SSL_CLIENT_HELLO_SUCCESS;  // after a retry
  if (state->judge) state->judge->OnAnotherHello();
  // What the server itself asked for is answered as ever.
  if (host.behaviour == Behaviour::kLate && SSL_get_verify_mode(ssl) != SSL_VERIFY_NONE) {
    return SSL_CLIENT_HELLO_SUCCESS;
  }
  std::string name;
  const unsigned char* extension = nullptr;
  size_t length = 0;
  if (SSL_client_hello_get0_ext(ssl, TLSEXT_TYPE_server_name, &extension, &length) == 1) {
    name = ServerNameOf({extension, length});
  }
  if (rules == nullptr || rules->renegotiates == nullptr ||
      !rules->renegotiates(
          {SSL_get_secure_renegotiation_support(ssl) != 0, name != state->sni, state->http2})) {
    *alert = SSL_AD_HANDSHAKE_FAILURE;
    return SSL_CLIENT_HELLO_ERROR;
  }
  state->first_client.reset(SSL_get1_peer_certificate(ssl));
  if (rules->clings == broken::Clings::kToDropped) {
    SSL_set_verify(ssl, SSL_VERIFY_PEER, SSL_get_verify_callback(ssl));
  }
  return SSL_CLIENT_HELLO_SUCCESS;
}

/// A host that is broken about late certificates and renegotiations judges them by rules of its
/// own.
void JudgeLate(SSL* ssl, const PeerHost& host, TlsState* state) {
  const broken::LateRules* const rules = broken::LateRulesOf(host.broken);
  if (rules == nullptr || state->judge != nullptr) return;
  state->judge = std::make_unique<broken::LateJudge>(*rules);
  if (!state->judge->Attach(ssl)) state->judge.reset();
  if (state->observer == nullptr) SSL_set_msg_callback(ssl, TellJudge);
  if (rules->renegotiates == nullptr) return;
  SSL_clear_options(ssl, SSL_OP_NO_RENEGOTIATION);
  SSL_set_options(ssl,
                  SSL_OP_ALLOW_CLIENT_RENEGOTIATION | SSL_OP_ALLOW_UNSAFE_LEGACY_RENEGOTIATION);
}

/// Runs after a session was looked up: the first point where an alert of our choice can be sent.
int OnServerName(SSL* ssl, int* alert, void* /*argument*/) {
  const TlsState* state = StateOf(ssl);
  if (state->refuse_session) {
    *alert = SSL_AD_ACCESS_DENIED;
    return SSL_TLSEXT_ERR_ALERT_FATAL;
  }
  return state->named ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
}

/// Early data stays with the host whose session it comes with (RFC 8470 section 3).
int AllowEarlyData(SSL* ssl, void* /*argument*/) {
  const TlsState* state = StateOf(ssl);
  const PeerHost& host = state->contexts->hosts()[state->host];
  const bool own = state->session && state->session->host == state->host;
  if (!own && !broken::Forgets(host.broken, broken::Lapse::kEarlyHost)) return 0;
  if (host.early_data != EarlyData::kOnce) return 1;
  Bytes random(SSL3_RANDOM_SIZE);
  SSL_get_client_random(ssl, random.data(), random.size());
  return state->contexts->strikes().Strike(random) ? 1 : 0;
}

/// nginx's way: every error is passed over here and answered in HTTP. The first error is what the
/// session keeps, because later ones are its consequences.
int PassOver(int ok, X509_STORE_CTX* store) {
  auto* ssl =
      static_cast<SSL*>(X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
  TlsState* state = StateOf(ssl);
  if (ok == 0 && state->first_error == X509_V_OK) {
    state->first_error = X509_STORE_CTX_get_error(store);
  }
  if (state->first_error != X509_V_OK) X509_STORE_CTX_set_error(store, state->first_error);
  return 1;
}

/// Whatever the client presents is taken; its signature still has to fit.
int TakeAny(int /*ok*/, X509_STORE_CTX* store) {
  X509_STORE_CTX_set_error(store, X509_V_OK);
  return 1;
}

int SelectAlpn(SSL* /*ssl*/, const unsigned char** chosen, unsigned char* chosen_length,
               const unsigned char* offered, unsigned int offered_length, void* /*argument*/) {
  static constexpr std::string_view kServed = "\x08http/1.1\x08http/1.0";
  unsigned char* selected = nullptr;
  if (SSL_select_next_proto(&selected, chosen_length, AsBytes(kServed).data(),
                            static_cast<unsigned int>(kServed.size()), offered,
                            offered_length) != OPENSSL_NPN_NEGOTIATED) {
    return SSL_TLSEXT_ERR_ALERT_FATAL;
  }
  *chosen = selected;
  return SSL_TLSEXT_ERR_OK;
}

/// As SelectAlpn, with what the host speaks.
int SelectHostAlpn(SSL* ssl, const unsigned char** chosen, unsigned char* chosen_length,
                   const unsigned char* offered, unsigned int offered_length,
                   void* /*argument*/) noexcept {
  TlsState* state = StateOf(ssl);
  for (const std::string& protocol : state->contexts->hosts()[state->host].alpn) {
    for (unsigned int at = 0; at < offered_length; at += offered[at] + 1u) {
      const ByteSpan name(offered + at + 1, offered[at]);
      if (AsText(name) != protocol) continue;
      *chosen = name.data();
      *chosen_length = offered[at];
      state->http2 = protocol == "h2";
      return SSL_TLSEXT_ERR_OK;
    }
  }
  return SSL_TLSEXT_ERR_ALERT_FATAL;
}

int VerifyMode(Behaviour behaviour) {
  switch (behaviour) {
    case Behaviour::kNone:
    case Behaviour::kLate: return SSL_VERIFY_NONE;
    case Behaviour::kStrict: return SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT;
    case Behaviour::kOptional:
    case Behaviour::kLenient:
    case Behaviour::kNginx: return SSL_VERIFY_PEER;
  }
  return SSL_VERIFY_NONE;
}

SSL_verify_cb PathCallback(const PeerHost& host) {
  if (host.any_certificate) return TakeAny;
  if (host.client_trust == nullptr && broken::Forgets(host.broken, broken::Lapse::kNoTrust)) {
    return TakeAny;
  }
  const broken::Deviation* const deviation = broken::FindDeviation(host.broken);
  if (deviation != nullptr && deviation->verify != nullptr) return deviation->verify;
  const bool passes = host.behaviour == Behaviour::kNginx || host.behaviour == Behaviour::kLenient;
  return passes ? PassOver : nullptr;
}

/// The path is good: what does the responder of its leaf say?
int AskOnline(int good, X509_STORE_CTX* store) noexcept {
  using broken::Lapse;
  const auto* ssl =
      static_cast<SSL*>(X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
  const TlsState* state = StateOf(const_cast<SSL*>(ssl));
  const PeerHost& host = state->contexts->hosts()[state->host];
  const SSL_verify_cb inner = PathCallback(host);
  const int taken = inner == nullptr ? good : inner(good, store);
  if (good != 1 || taken != 1 || X509_STORE_CTX_get_error_depth(store) > 0) return taken;
  const auto forgets = [&host](Lapse lapse) { return broken::Forgets(host.broken, lapse); };
  int verdict = X509_V_ERR_OCSP_VERIFY_NEEDED;
  try {
    verdict = AskResponder(store, {.ignores_status = forgets(Lapse::kOcspStatus),
                                   .takes_silence = forgets(Lapse::kOcspSilence),
                                   .believes_everybody = forgets(Lapse::kOcspSignature)});
  } catch (...) {
    // Out of memory: nothing could be asked.
  }
  if (verdict == X509_V_OK) return 1;
  X509_STORE_CTX_set_error(store, verdict);
  return inner == PassOver ? PassOver(0, store) : 0;
}

SSL_verify_cb VerifyCallback(const PeerHost& host) {
  return host.ocsp ? AskOnline : PathCallback(host);
}

void SetSessionRules(SSL_CTX* context) {
  const ByteSpan id = AsBytes(kSessionIdContext);
  SSL_CTX_set_session_id_context(context, id.data(), static_cast<unsigned int>(id.size()));
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
}

Result<ossl::SslCtxPtr> MakeHostContext(const PeerHost& host) {
  if (host.certificate == nullptr) {
    return Error(ErrorCode::kUsage, "host '" + host.name + "' has no server certificate");
  }
  auto context = MakeServerContext(*host.certificate);
  if (!context) return std::move(context).error().AddContext("setting up host '" + host.name + "'");
  SSL_CTX* raw = context->get();
  SSL_CTX_set_alpn_select_cb(raw, SelectHostAlpn, nullptr);
  SSL_CTX_set_keylog_callback(raw, OnKeyLogLine);
  if (broken::LateRulesOf(host.broken) != nullptr) {
    SSL_CTX_set_client_hello_cb(raw, OnAnotherHello, nullptr);
  }
  if (auto done = ApplyHostSettings(raw, host); !done) return done.error();
  return context;
}

Result<ossl::SslCtxPtr> MakeFrontContext() {
  ossl::SslCtxPtr front(SSL_CTX_new(TLS_server_method()));
  if (!front) return ossl::LibraryError(ErrorCode::kInternal, "no TLS context could be made");
  SSL_CTX_set_min_proto_version(front.get(), TLS1_2_VERSION);
  SSL_CTX_set_security_level(front.get(), kSecurityLevel);
  // A client cannot start a renegotiation; late requests lift this for their own.
  SSL_CTX_set_options(front.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                       SSL_OP_NO_SESSION_RESUMPTION_ON_RENEGOTIATION);
  SSL_CTX_set_mode(front.get(), SSL_MODE_ENABLE_PARTIAL_WRITE |
                                    SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
  SetSessionRules(front.get());
  SSL_CTX_set_client_hello_cb(front.get(), OnClientHello, nullptr);
  SSL_CTX_set_tlsext_servername_callback(front.get(), OnServerName);
  SSL_CTX_set_allow_early_data_cb(front.get(), AllowEarlyData, nullptr);
  InstallTicketCallbacks(front.get());
  return front;
}

}  // namespace

Bytes MakeTicketKeys() {
  constexpr size_t kTicketKeys = 80;
  Bytes keys(kTicketKeys);
  if (RAND_bytes(keys.data(), static_cast<int>(keys.size())) != 1) keys.clear();
  return keys;
}

TlsState* StateOf(SSL* ssl) { return static_cast<TlsState*>(SSL_get_app_data(ssl)); }

Result<ossl::SslCtxPtr> MakeServerContext(const pki::Identity& identity) {
  ossl::ClearErrors();
  ossl::SslCtxPtr context(SSL_CTX_new(TLS_server_method()));
  if (!context) return ossl::LibraryError(ErrorCode::kInternal, "no TLS context could be made");
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_security_level(context.get(), kSecurityLevel);
  SSL_CTX_set_mode(context.get(), SSL_MODE_NO_AUTO_CHAIN);
  SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  SetSessionRules(context.get());
  SSL_CTX_set_alpn_select_cb(context.get(), SelectAlpn, nullptr);
  bool taken = SSL_CTX_use_certificate(context.get(), identity.leaf.get()) == 1 &&
               SSL_CTX_use_PrivateKey(context.get(), identity.key.get()) == 1;
  for (const ossl::X509Ptr& certificate : identity.chain) {
    taken = taken && SSL_CTX_add1_chain_cert(context.get(), certificate.get()) == 1;
  }
  if (!taken) {
    return ossl::LibraryError(ErrorCode::kUnsupported,
                              "the server certificate '" + identity.name + "' cannot be used")
        .WithHint("use a key of at least 2048 bits (RSA) or 256 bits (EC) and SHA-256");
  }
  return context;
}

Result<std::unique_ptr<const PeerContexts>> PeerContexts::Build(std::vector<PeerHost> hosts,
                                                                const std::string& key_log,
                                                                ByteSpan ticket_keys) {
  if (hosts.empty() || hosts.size() > UINT16_MAX) {
    return Error(ErrorCode::kUsage, "the built-in peer needs between one and 65535 hosts");
  }
  std::unique_ptr<PeerContexts> built(new PeerContexts());
  built->hosts_ = std::move(hosts);
  if (!key_log.empty()) {
    built->key_log_ = std::make_unique<KeyLog>(key_log);
    if (built->key_log_->problem()) return *built->key_log_->problem();
  }
  for (const PeerHost& host : built->hosts_) {
    auto context = MakeHostContext(host);
    if (!context) return std::move(context).error();
    built->contexts_.push_back(std::move(*context));
    built->marks_.push_back(MarksOf(host));
  }
  auto front = MakeFrontContext();
  if (!front) return std::move(front).error();
  if (auto made = MakeRoom(front->get(), built->hosts_); !made) return made.error();
  if (!ticket_keys.empty() &&
      SSL_CTX_set_tlsext_ticket_keys(front->get(), const_cast<uint8_t*>(ticket_keys.data()),
                                     static_cast<long>(ticket_keys.size())) != 1) {
    return ossl::LibraryError(ErrorCode::kUsage, "ticket keys have 80 octets");
  }
  if (std::any_of(built->hosts_.begin(), built->hosts_.end(), [](const PeerHost& host) {
        return broken::Forgets(host.broken, broken::Lapse::kIntegrity);
      })) {
    InstallCarelessCache(front->get());
  }
  built->front_ = std::move(*front);
  return std::unique_ptr<const PeerContexts>(std::move(built));
}

ossl::SslPtr PeerContexts::NewConnection(int fd, TlsState* state) const {
  ossl::SslPtr ssl(SSL_new(front_.get()));
  state->contexts = this;
  if (!ssl || SSL_set_fd(ssl.get(), fd) != 1 || SSL_set_app_data(ssl.get(), state) != 1) {
    return nullptr;
  }
  SSL_set_accept_state(ssl.get());
  if (OverlooksFlaws()) {
    state->flight = std::make_unique<broken::FlightJudge>();
    if (!state->flight->Attach(ssl.get())) return nullptr;
    SSL_set_msg_callback(ssl.get(), TellFlight);
  }
  return ssl;
}

void PeerContexts::Apply(SSL* ssl, size_t index) const {
  const PeerHost& host = hosts_[index];
  SSL_CTX* context = contexts_[index].get();
  SSL_set_SSL_CTX(ssl, context);
  SSL_set_security_level(ssl, host.security_level);
  if (!host.ciphers.empty()) SSL_set_cipher_list(ssl, host.ciphers.c_str());
  TlsState* state = StateOf(ssl);
  JudgeLate(ssl, host, state);
  if (state->flight) state->flight->Overlook(broken::OverlookedBy(host.broken));
  if (state->saboteur != nullptr) state->saboteur->Begin(host.misstep, host.late_alert);
  // Switching the context changes certificate, trust and names; these belong to the SSL.
  SSL_set_verify(ssl, VerifyMode(host.behaviour), VerifyCallback(host));
  SSL_set1_param(ssl, SSL_CTX_get0_param(context));
  SSL_set_min_proto_version(ssl, static_cast<int>(host.min_version));
  SSL_set_max_proto_version(ssl, static_cast<int>(host.max_version));
  if (host.tickets) {
    SSL_clear_options(ssl, SSL_OP_NO_TICKET);
    SSL_set_num_tickets(ssl, kTicketsPerHandshake);
  } else {
    SSL_set_options(ssl, SSL_OP_NO_TICKET);
    SSL_set_num_tickets(ssl, 0);
  }
  const bool early = host.early_data != EarlyData::kRefuse;
  SSL_set_max_early_data(ssl, early ? kMaxEarlyData : 0);
  SSL_set_recv_max_early_data(ssl, early ? kMaxEarlyData : 0);
  // The library's protection keeps sessions in its cache in place of tickets; as on nginx, which
  // has it switched off too, replays are left to the application.
  if (early) SSL_set_options(ssl, SSL_OP_NO_ANTI_REPLAY);
  if (broken::Forgets(host.broken, broken::Lapse::kIntegrity)) {
    SSL_set_options(ssl, SSL_OP_NO_TICKET);
  }
  if (broken::Forgets(host.broken, broken::Lapse::kMasterSecret)) {
    SSL_set_options(ssl, SSL_OP_NO_EXTENDED_MASTER_SECRET);
  }
}

bool PeerContexts::TakesEarlyData() const {
  return std::any_of(hosts_.begin(), hosts_.end(),
                     [](const PeerHost& host) { return host.early_data != EarlyData::kRefuse; });
}

bool PeerContexts::Missteps() const {
  return std::any_of(hosts_.begin(), hosts_.end(), [](const PeerHost& host) {
    return host.misstep != damage::Misstep::kNone || host.late_alert;
  });
}

bool PeerContexts::OverlooksFlaws() const {
  return std::any_of(hosts_.begin(), hosts_.end(), [](const PeerHost& host) {
    return broken::OverlookedBy(host.broken) != broken::Flaw::kNone;
  });
}

bool PeerContexts::StartLateRequest(SSL* ssl) const {
  ossl::ClearErrors();
  const PeerHost& host = hosts_[StateOf(ssl)->host];
  const broken::LateRules* const rules = broken::LateRulesOf(host.broken);
  const bool content = SSL_version(ssl) < TLS1_3_VERSION && rules != nullptr &&
                       rules->takes != nullptr && rules->takes({.modern = false, .asked = true});
  const int insists = content ? 0 : SSL_VERIFY_FAIL_IF_NO_PEER_CERT;
  SSL_set_verify(ssl, SSL_VERIFY_PEER | insists, VerifyCallback(host));
  if (SSL_version(ssl) >= TLS1_3_VERSION) return SSL_verify_client_post_handshake(ssl) == 1;
  SSL_clear_options(ssl, SSL_OP_NO_RENEGOTIATION);
  return SSL_renegotiate(ssl) == 1;
}

}  // namespace shakedown::handshake
