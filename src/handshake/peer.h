// The built-in peer: a real multi-threaded TLS and HTTP server on loopback that asks for client
// certificates in the ways that real servers do. Suites run against it when no target is given.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "attempt/target.h"
#include "core/result.h"
#include "handshake/damage/misstep.h"
#include "pki/chain.h"
#include "pki/identity.h"
#include "tls/code_points.h"

namespace shakedown::handshake {

/// How the peer treats client certificates.
enum class Behaviour {
  kNone,      ///< never asks
  kOptional,  ///< asks; absence is fine, a bad certificate is refused with an alert
  kStrict,    ///< asks; absence and bad certificates are refused with an alert
  kNginx,     ///< asks; finishes every handshake; answers HTTP 400 with nginx's titles
  kLenient,   ///< asks; takes none and bad ones too, and tells in the page what it thinks of them
  kLate,      ///< asks only for `late_paths`: renegotiation in TLS 1.2, post-handshake in 1.3
};
/// "none", "optional", "strict", "nginx", "lenient", "late".
const char* ToString(Behaviour behaviour);
std::optional<Behaviour> BehaviourFromName(std::string_view name);

/// What the peer does with a request that comes as TLS 1.3 early data (RFC 8470).
enum class EarlyData {
  kRefuse,    ///< takes none
  kTooEarly,  ///< takes it and answers 425
  kOnce,      ///< takes each first flight once and answers it as if it came after the handshake
  kAnswer,    ///< takes it and answers as if it came after the handshake
};
/// "refuse", "too-early", "once", "answer".
std::optional<EarlyData> EarlyDataFromName(std::string_view name);

/// One more extension of the CertificateRequest of TLS 1.3 (RFC 9846 section 4.4.2), of a type that
/// the TLS library does not know itself.
struct RequestExtension {
  uint16_t type = 0;
  Bytes data;
  bool operator==(const RequestExtension&) const = default;
};

/// One virtual host, chosen by SNI.
struct PeerHost {
  std::string name;  ///< SNI in lower case; empty: the default host
  Behaviour behaviour = Behaviour::kNginx;
  pki::IdentityPtr certificate;            ///< the server's own
  pki::TrustStorePtr client_trust;         ///< null: nothing is trusted
  bool any_certificate = false;            ///< none is refused, as nginx's optional_no_ca
  bool ocsp = false;                       ///< asks the responder that a certificate names
  int verify_depth = -1;                   ///< intermediates allowed (nginx's counting); -1: any
  std::vector<Bytes> announced_names;      ///< DER Names in CertificateRequest, in order
  std::string signature_algorithms;        ///< OpenSSL list in CertificateRequest; empty: default
  std::vector<uint8_t> certificate_types;  ///< TLS 1.2; empty: default
  std::vector<std::string> late_paths;     ///< prefixes, for kLate
  bool tickets = true;
  EarlyData early_data = EarlyData::kRefuse;  ///< others need `tickets`; replays go unnoticed
  /// ALPN protocols in order of preference, of "http/1.1", "http/1.0" and "h2"; a client that
  /// offers none of them gets alert 120 (RFC 7301 section 3.2).
  std::vector<std::string> alpn = {"http/1.1", "http/1.0"};
  bool keep_alive = false;  ///< further HTTP/1.1 requests are answered on the same connection
  tls::Version min_version = tls::Version::kTls12;
  tls::Version max_version = tls::Version::kTls13;
  /// No SNI and no Host field selects it: only the observer does.
  bool by_observer_only = false;
  /// Id of the deviation that the host shows on purpose (broken/deviation.h), beside kStrict;
  /// empty: none.
  std::string broken;
  std::vector<RequestExtension> request_extensions;  ///< TLS 1.3
  int security_level = 2;  ///< of the TLS library; below 2 old digests and short keys pass
  std::string ciphers;     ///< up to TLS 1.2, the library's list; empty: default
  damage::Misstep misstep = damage::Misstep::kNone;  ///< shown on purpose
  std::optional<damage::LateAlert> late_alert;  ///< TLS 1.3: ends the connection that is through
};

class PeerObserver;  // is told of every connection; peer_observer.h

struct PeerOptions {
  std::vector<PeerHost> hosts;        ///< at least one; the first is the default for unknown names
  std::string address = "127.0.0.1";  ///< numeric; "0.0.0.0" and "::" are all of the machine
  uint16_t port = 0;                  ///< 0: any free port
  int threads = 2;
  Milliseconds idle_limit{10000};  ///< without progress
  Milliseconds life_limit{0};      ///< in all; 0: six times idle_limit
  /// Connections at a time. Further ones are closed at once, or, with `make_room`, take the place
  /// of the one that has been waiting longest.
  int max_connections = 4096;
  bool make_room = false;
  PeerObserver* observer = nullptr;  ///< borrowed, outlives the peer; may be null
  /// What session tickets are protected with: peers that share it read each other's. 80 octets;
  /// empty: keys of its own.
  Bytes ticket_keys;
  /// Appends the session secrets in the NSS key log format; empty: nobody learns them.
  std::string key_log;
};

/// Fresh keys for `PeerOptions::ticket_keys`; empty if the system has no random octets.
Bytes MakeTicketKeys();

/// A running server; stops and joins its threads when destroyed. The destructor never blocks longer
/// than a second.
class Peer {
 public:
  /// Binds the address and starts serving; kConnect if it cannot bind.
  static Result<std::unique_ptr<Peer>> Start(PeerOptions options);
  virtual ~Peer() = default;
  virtual attempt::Endpoint endpoint() const = 0;
  /// Serves these hosts from now on, as a server does that reads its configuration again:
  /// connections that have begun keep what they began with, tickets stay readable. The errors of
  /// Start; kUnsupported for what has no hosts. Thread-safe.
  virtual Result<void> Reload(std::vector<PeerHost> hosts);
};

/// A TLS-terminating proxy: ends TLS with its own certificate, never asks for one, and passes the
/// request on over a TLS connection of its own that presents nothing. Adds Via and Server headers.
struct TerminatorOptions {
  pki::IdentityPtr certificate;
  attempt::Endpoint origin;
  std::string origin_sni;
  uint16_t port = 0;
};
Result<std::unique_ptr<Peer>> StartTerminator(TerminatorOptions options);

/// A CONNECT proxy that opens tunnels to loopback addresses only; names resolve to 127.0.0.1. Ports
/// in `refused_ports` are answered with 403.
struct ConnectProxyOptions {
  std::vector<uint16_t> refused_ports;
  uint16_t port = 0;
};
Result<std::unique_ptr<Peer>> StartConnectProxy(ConnectProxyOptions options);

}  // namespace shakedown::handshake
