// The TLS side of the built-in peer: one library context per virtual host, and a front context that
// every connection starts with and that holds the callbacks and the ticket keys.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/result.h"
#include "handshake/broken/admission.h"
#include "handshake/broken/flight_judge.h"
#include "handshake/broken/late_judge.h"
#include "handshake/client_key_log.h"
#include "handshake/damage/server_saboteur.h"
#include "handshake/peer.h"
#include "handshake/peer_policy.h"
#include "ossl/handles.h"

namespace shakedown::handshake {

/// The host a session was made for, as its ticket says.
struct SessionOrigin {
  size_t host = 0;
  bool named = false;
  bool verified = false;  ///< the client presented a certificate that was good then
  UtcSeconds began{};     ///< when the client was asked
  PolicyMarks marks;      ///< the rules of that host then
};

class PeerContexts;
class PeerWitness;

/// What the callbacks find out about one connection. Lives as long as its SSL and does not move.
struct TlsState {
  const PeerContexts* contexts = nullptr;
  size_t host = 0;             ///< chosen by SNI; the default host for an absent or unknown name
  bool named = false;          ///< the SNI named that host
  std::string sni;             ///< as the client wrote it; empty: none
  bool with_finished = false;  ///< something came together with Finished; if that is asked
  int first_error = 0;         ///< first verification error met and passed over (kNginx)
  std::optional<SessionOrigin> session;        ///< of the session that is resumed
  bool refuse_session = false;                 ///< answered with alert access_denied (49)
  PeerObserver* observer = nullptr;            ///< borrowed, like the witness; may be null
  const PeerWitness* witness = nullptr;        ///< set if there is an observer
  attempt::Endpoint client{};                  ///< set if there is an observer
  bool http2 = false;                          ///< negotiated in the handshake
  std::unique_ptr<broken::LateJudge> judge{};  ///< of a host that is broken about late certificates
  std::unique_ptr<broken::FlightJudge> flight{};  ///< where a host overlooks flaws in flights
  ossl::X509Ptr first_client{};                ///< of the same: whose the connection was at first
  damage::ServerSaboteur* saboteur = nullptr;  ///< borrowed; set if some host missteps
};

/// A context with the identity's certificate, chain and key, TLS 1.2 and 1.3, security level 2,
/// HTTP/1.1 as the only ALPN protocol (others: alert 120) and no session cache. kUnsupported if the
/// library refuses the certificate.
Result<ossl::SslCtxPtr> MakeServerContext(const pki::Identity& identity);

/// All contexts of one peer. Immutable once built; shared by its threads.
///
/// Sessions cross hosts as on nginx with the fix for CVE-2025-23419: a session of another host used
/// for one that asks for certificates is refused with alert 49 before the ServerHello in TLS 1.3;
/// in TLS 1.2 it is resumed under the name it was made for, so that the request gets a 421. A host
/// that never asks resumes any session; one that asks late (as Apache) makes a full handshake
/// instead. Verdict and certificate of a resumed session are those of its first handshake.
class PeerContexts final {
 public:
  /// kUsage without hosts or without a host's certificate; kUnsupported for a certificate, list of
  /// algorithms or types that the library refuses; kFormat for an announced name that is not DER.
  /// Tickets are protected with `ticket_keys`, 80 octets; none: keys of its own.
  /// Secrets go to the file `key_log`, if it is named; kFileWrite if it cannot be opened.
  static Result<std::unique_ptr<const PeerContexts>> Build(std::vector<PeerHost> hosts,
                                                           const std::string& key_log = {},
                                                           ByteSpan ticket_keys = {});

  std::span<const PeerHost> hosts() const { return hosts_; }
  /// A server-side connection for `fd` (borrowed) that reports to `state` (borrowed); null if the
  /// library is out of memory.
  ossl::SslPtr NewConnection(int fd, TlsState* state) const;
  /// Gives `ssl` the certificate, trust, names and verification rules of host `index`.
  void Apply(SSL* ssl, size_t index) const;
  /// Whether the hosts believe what they are told (broken/admission.h).
  bool BelievesClaims() const { return broken::BelievesClaims(hosts_.front().broken); }
  /// Whether some host takes early data: connections have to be read for it then.
  bool TakesEarlyData() const;
  /// Whether some host missteps on purpose: connections have a saboteur then.
  bool Missteps() const;
  /// Whether some host overlooks a flaw in its clients' flights: connections have a judge of them
  /// then.
  bool OverlooksFlaws() const;
  /// Where secrets go; null: nowhere. Borrowed, thread-safe.
  KeyLog* key_log() const { return key_log_.get(); }
  /// The rules of host `index`, as sessions remember them.
  const PolicyMarks& marks(size_t index) const { return marks_[index]; }
  /// First flights with early data that were taken; thread-safe.
  StrikeRegister& strikes() const { return strikes_; }
  /// Asks for a certificate after the request: allows the renegotiation (TLS 1.2) or post-handshake
  /// authentication (TLS 1.3, RFC 9846 section 4.7.2) that it starts. False if TLS 1.3 forbids it
  /// because the client did not offer the extension.
  bool StartLateRequest(SSL* ssl) const;

 private:
  PeerContexts() = default;

  std::vector<PeerHost> hosts_;
  std::vector<ossl::SslCtxPtr> contexts_;
  ossl::SslCtxPtr front_;
  std::vector<PolicyMarks> marks_;
  mutable StrikeRegister strikes_;
  std::unique_ptr<KeyLog> key_log_;
};

/// The state given to `NewConnection`.
TlsState* StateOf(SSL* ssl);

}  // namespace shakedown::handshake
