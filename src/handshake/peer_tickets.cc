#include "handshake/peer_tickets.h"

#include <array>
#include <cstdint>

#include "core/byte_reader.h"
#include "handshake/peer_context.h"
#include "handshake/peer_hosts.h"

namespace shakedown::handshake {
namespace {

/// Content of a ticket's application data: host index, big-endian, whether SNI named it, and
/// whether the client was verified.
using OriginOctets = std::array<uint8_t, 4>;

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
  if (!host || !named || !verified || !reader.ExpectEnd("origin")) return std::nullopt;
  return SessionOrigin{*host, *named != 0, *verified != 0};
}

bool IsVerified(const SSL* ssl) {
  return SSL_get0_peer_certificate(ssl) != nullptr && SSL_get_verify_result(ssl) == X509_V_OK;
}

/// A session that was itself resumed keeps the host of its first handshake.
int WriteOrigin(SSL* ssl, void* /*argument*/) {
  const TlsState* state = StateOf(ssl);
  const SessionOrigin origin = SSL_session_reused(ssl) == 1 && state->session
                                   ? *state->session
                                   : SessionOrigin{state->host, state->named, IsVerified(ssl)};
  const OriginOctets octets = {
      static_cast<uint8_t>(origin.host >> 8), static_cast<uint8_t>(origin.host),
      static_cast<uint8_t>(origin.named ? 1 : 0), static_cast<uint8_t>(origin.verified ? 1 : 0)};
  return SSL_SESSION_set1_ticket_appdata(SSL_get_session(ssl), octets.data(), octets.size());
}

/// A session lives no longer than the certificate that it vouches for (RFC 9846 section 4.7.1). One
/// that carries a refusal has nothing to lose.
bool CertificateIsOver(SSL_SESSION* session) {
  const X509* certificate = SSL_SESSION_get0_peer(session);
  return certificate != nullptr && X509_cmp_current_time(X509_get0_notAfter(certificate)) < 0;
}

/// Whether a session of `origin` may be resumed on this connection; notes it in the state.
bool Admit(SSL* ssl, const SessionOrigin& origin) {
  TlsState* state = StateOf(ssl);
  const auto hosts = state->contexts->hosts();
  if (origin.host >= hosts.size()) return false;
  if (origin.host != state->host) {
    const Behaviour behaviour = hosts[state->host].behaviour;
    if (behaviour == Behaviour::kLate) return false;
    if (AsksAtOnce(behaviour) && SSL_version(ssl) >= TLS1_3_VERSION) {
      state->refuse_session = true;
      return false;
    }
  }
  state->session = origin;
  return true;
}

SSL_TICKET_RETURN ReadOrigin(SSL* ssl, SSL_SESSION* session, const unsigned char* /*key_name*/,
                             size_t /*key_name_length*/, SSL_TICKET_STATUS status,
                             void* /*argument*/) {
  if (status != SSL_TICKET_SUCCESS && status != SSL_TICKET_SUCCESS_RENEW) {
    return SSL_TICKET_RETURN_IGNORE_RENEW;
  }
  const auto origin = OriginOf(session);
  if (!origin || (origin->verified && CertificateIsOver(session)) || !Admit(ssl, *origin))
    return SSL_TICKET_RETURN_IGNORE_RENEW;
  return status == SSL_TICKET_SUCCESS ? SSL_TICKET_RETURN_USE : SSL_TICKET_RETURN_USE_RENEW;
}

}  // namespace

void InstallTicketCallbacks(SSL_CTX* front) {
  SSL_CTX_set_session_ticket_cb(front, WriteOrigin, ReadOrigin, nullptr);
}

}  // namespace shakedown::handshake
