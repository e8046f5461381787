#include "handshake/peer_tickets.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <mutex>
#include <utility>

#include "core/byte_reader.h"
#include "handshake/broken/deviation.h"
#include "handshake/peer_context.h"
#include "handshake/peer_hosts.h"

namespace shakedown::handshake {
namespace {

using broken::Forgets;
using broken::Lapse;
using std::chrono::seconds;

void Append(uint64_t number, size_t octets, Bytes* out) {
  while (octets-- > 0) out->push_back(static_cast<uint8_t>(number >> (8 * octets)));
}

void Append(const PolicyMarks::Mark& mark, Bytes* out) {
  out->insert(out->end(), mark.begin(), mark.end());
}

/// Content of a ticket's application data, numbers big-endian.
Bytes OctetsOf(const SessionOrigin& origin) {
  Bytes octets;
  Append(origin.host, 2, &octets);
  Append(origin.named ? 1 : 0, 1, &octets);
  Append(origin.verified ? 1 : 0, 1, &octets);
  Append(static_cast<uint64_t>(origin.began.time_since_epoch().count()), 8, &octets);
  Append(origin.marks.policy, &octets);
  Append(origin.marks.trust, &octets);
  Append(origin.marks.revocation, &octets);
  return octets;
}

bool Take(ByteReader& reader, std::string_view field, PolicyMarks::Mark* mark) {
  const auto octets = reader.Take(mark->size(), field);
  if (!octets) return false;
  std::copy(octets->begin(), octets->end(), mark->begin());
  return true;
}

std::optional<SessionOrigin> OriginOf(SSL_SESSION* session) {
  void* data = nullptr;
  size_t length = 0;
  if (SSL_SESSION_get0_ticket_appdata(session, &data, &length) != 1 || data == nullptr) {
    return std::nullopt;
  }
  std::vector<DecodeError> errors;
  ByteReader reader({static_cast<const uint8_t*>(data), length}, &errors);
  const auto host = reader.U16("host");
  const auto named = reader.U8("named");
  const auto verified = reader.U8("verified");
  const auto early_half = reader.U32("began");
  const auto late_half = reader.U32("began");
  if (!host || !named || !verified || !early_half || !late_half) return std::nullopt;
  SessionOrigin origin{*host, *named != 0, *verified != 0, {}, {}};
  origin.began =
      UtcSeconds(seconds(static_cast<int64_t>(uint64_t{*early_half} << 32 | *late_half)));
  const bool whole =
      Take(reader, "policy", &origin.marks.policy) && Take(reader, "trust", &origin.marks.trust) &&
      Take(reader, "revocation", &origin.marks.revocation) && reader.ExpectEnd("origin");
  return whole ? std::optional(origin) : std::nullopt;
}

bool IsVerified(const SSL* ssl) {
  return SSL_get0_peer_certificate(ssl) != nullptr && SSL_get_verify_result(ssl) == X509_V_OK;
}

/// How long the certificate that a session vouches for has left; nothing without one.
std::optional<seconds> CertificateLeft(SSL_SESSION* session) {
  const X509* const certificate = SSL_SESSION_get0_peer(session);
  int days = 0;
  int rest = 0;
  if (certificate == nullptr ||
      ASN1_TIME_diff(&days, &rest, nullptr, X509_get0_notAfter(certificate)) != 1) {
    return std::nullopt;
  }
  return seconds(int64_t{days} * 86'400 + rest);
}

/// What is left of a session's life: it ends a while after the client was asked, and with its
/// certificate (RFC 9846 section 4.7.1).
seconds Life(SSL_SESSION* session, const SessionOrigin& origin, const PeerHost& host) {
  seconds life = kSessionLife;
  if (!Forgets(host.broken, Lapse::kAge)) life -= UtcNow() - origin.began;
  const auto left = origin.verified ? CertificateLeft(session) : std::nullopt;
  if (left && !Forgets(host.broken, Lapse::kExpiry)) life = std::min(life, *left);
  return std::max(life, seconds(1));
}

/// A session that was itself resumed keeps the origin of its first handshake.
int WriteOrigin(SSL* ssl, void* /*argument*/) {
  const TlsState* state = StateOf(ssl);
  SessionOrigin origin{state->host, state->named, IsVerified(ssl), UtcNow(),
                       state->contexts->marks(state->host)};
  if (SSL_session_reused(ssl) == 1 && state->session) origin = *state->session;
  SSL_SESSION* const session = SSL_get_session(ssl);
  const seconds life = Life(session, origin, state->contexts->hosts()[state->host]);
  SSL_SESSION_set_timeout(session, static_cast<long>(life.count()));
  const Bytes octets = OctetsOf(origin);
  return SSL_SESSION_set1_ticket_appdata(session, octets.data(), octets.size());
}

/// Whether the rules under which the session began are those that hold now where it began. Other
/// ports with the same ticket keys, and this one after a change, have others.
bool RulesHold(const SessionOrigin& origin, const PolicyMarks& now, const std::string& id) {
  return (origin.marks.policy == now.policy || Forgets(id, Lapse::kPolicy)) &&
         (origin.marks.trust == now.trust || Forgets(id, Lapse::kTrust)) &&
         (origin.marks.revocation == now.revocation || Forgets(id, Lapse::kRevocation));
}

/// Whether a host that is careless takes the session of another.
bool TakesForeign(const SessionOrigin& origin, const std::string& id) {
  if (!origin.verified && Forgets(id, Lapse::kEarlyHost)) return true;
  return Forgets(id, origin.verified ? Lapse::kForeignTrust : Lapse::kAnonymous);
}

/// Whether a session of `origin` may be resumed on this connection; notes it in the state.
bool Admit(SSL* ssl, const SessionOrigin& origin) {
  TlsState* state = StateOf(ssl);
  const auto hosts = state->contexts->hosts();
  const PeerHost& host = hosts[state->host];
  if (origin.host >= hosts.size() ||
      !RulesHold(origin, state->contexts->marks(origin.host), host.broken)) {
    return false;
  }
  if (origin.host != state->host && !TakesForeign(origin, host.broken)) {
    if (host.behaviour == Behaviour::kLate) return false;
    if (AsksAtOnce(host.behaviour) && SSL_version(ssl) >= TLS1_3_VERSION) {
      state->refuse_session = true;
      return false;
    }
  }
  state->session = origin;
  return true;
}

/// A session that carries a refusal has nothing to lose.
bool IsOver(SSL* ssl, SSL_SESSION* session, const SessionOrigin& origin) {
  const TlsState* state = StateOf(ssl);
  const std::string& id = state->contexts->hosts()[state->host].broken;
  if (UtcNow() - origin.began > kSessionLife && !Forgets(id, Lapse::kAge)) return true;
  const auto left = origin.verified ? CertificateLeft(session) : std::nullopt;
  return left && *left <= seconds(0) && !Forgets(id, Lapse::kExpiry);
}

SSL_TICKET_RETURN ReadOrigin(SSL* ssl, SSL_SESSION* session, const unsigned char* /*key_name*/,
                             size_t /*key_name_length*/, SSL_TICKET_STATUS status,
                             void* /*argument*/) {
  if (status != SSL_TICKET_SUCCESS && status != SSL_TICKET_SUCCESS_RENEW) {
    return SSL_TICKET_RETURN_IGNORE_RENEW;
  }
  // A session stays in its version (RFC 9846 section 4.2.2), whatever its ticket is offered as.
  if (SSL_SESSION_get_protocol_version(session) != SSL_version(ssl)) {
    return SSL_TICKET_RETURN_IGNORE_RENEW;
  }
  const auto origin = OriginOf(session);
  if (!origin || IsOver(ssl, session, *origin) || !Admit(ssl, *origin)) {
    return SSL_TICKET_RETURN_IGNORE_RENEW;
  }
  return status == SSL_TICKET_SUCCESS ? SSL_TICKET_RETURN_USE : SSL_TICKET_RETURN_USE_RENEW;
}

/// Sessions of all peers that are careless in this way, found by the first half of their id.
class CarelessCache final {
 public:
  static CarelessCache& Get() {
    static CarelessCache cache;
    return cache;
  }
  void Keep(ByteSpan id, ossl::SessionPtr session) {
    const std::lock_guard lock(mutex_);
    if (sessions_.size() >= kMost) sessions_.clear();
    sessions_[KeyOf(id)] = std::move(session);
  }
  /// A copy for the caller; null if there is none.
  SSL_SESSION* Find(ByteSpan id) {
    const std::lock_guard lock(mutex_);
    const auto found = sessions_.find(KeyOf(id));
    return found == sessions_.end() ? nullptr : SSL_SESSION_dup(found->second.get());
  }

 private:
  static constexpr size_t kMost = 1024;
  static Bytes KeyOf(ByteSpan id) {
    const ByteSpan half = id.first(id.size() / 2);
    return {half.begin(), half.end()};
  }

  std::mutex mutex_;
  std::map<Bytes, ossl::SessionPtr> sessions_;
};

/// Takes over the library's reference.
int KeepSession(SSL* /*ssl*/, SSL_SESSION* session) noexcept {
  ossl::SessionPtr owned(session);
  unsigned length = 0;
  const unsigned char* id = SSL_SESSION_get_id(session, &length);
  try {
    CarelessCache::Get().Keep({id, length}, std::move(owned));
  } catch (...) {
    // Out of memory: the session is not found again.
  }
  return 1;
}

/// Careful with all else: what the session says of itself counts.
SSL_SESSION* FindSession(SSL* ssl, const unsigned char* id, int length, int* copy) noexcept {
  *copy = 0;  // the copy is the library's
  try {
    ossl::SessionPtr found(CarelessCache::Get().Find({id, static_cast<size_t>(length)}));
    const auto origin = found == nullptr ? std::nullopt : OriginOf(found.get());
    if (!origin || IsOver(ssl, found.get(), *origin) || !Admit(ssl, *origin)) return nullptr;
    return found.release();
  } catch (...) {
    return nullptr;
  }
}

}  // namespace

void InstallTicketCallbacks(SSL_CTX* front) {
  SSL_CTX_set_session_ticket_cb(front, WriteOrigin, ReadOrigin, nullptr);
}

void InstallCarelessCache(SSL_CTX* front) {
  SSL_CTX_set_session_cache_mode(front, SSL_SESS_CACHE_SERVER | SSL_SESS_CACHE_NO_INTERNAL);
  SSL_CTX_sess_set_new_cb(front, KeepSession);
  SSL_CTX_sess_set_get_cb(front, FindSession);
}

}  // namespace shakedown::handshake
