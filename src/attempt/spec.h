// HandshakeSpec: everything one handshake is asked to do, as plain values. The identity and the
// session to resume are handed over beside it, because they are library objects.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "attempt/damage.h"
#include "attempt/target.h"
#include "core/bytes.h"
#include "core/clock.h"
#include "tls/code_points.h"

namespace shakedown::attempt {

/// The request sent once TLS stands.
struct HttpRequest {
  std::string method = "GET";
  std::string path;  ///< empty: the target's path
  std::string host;  ///< Host field; empty: the target's host (with the port unless 443)
  std::vector<std::pair<std::string, std::string>> headers;
  std::string target;  ///< what stands in the request line in place of `path`; empty: `path`
  /// Sent behind an empty body (RFC 9110 section 6.5); in HTTP/1.1 the body is then chunked.
  std::vector<std::pair<std::string, std::string>> trailers;
  bool operator==(const HttpRequest&) const = default;
};

/// Limits of waiting, each from the start of its phase; `total` from the start of the handshake.
struct Timeouts {
  Milliseconds connect{5000};    ///< name resolution, TCP, proxies
  Milliseconds handshake{5000};  ///< ClientHello to Finished; asking for TLS before, as much again
  Milliseconds verdict{300};     ///< listening after Finished before the first write
  Milliseconds reply{5000};      ///< request to the end of the reply
  Milliseconds total{15000};
  bool operator==(const Timeouts&) const = default;
};

/// Limits that together keep to `total`: a third of it for each phase, but no less than the
/// defaults where `total` allows.
Timeouts TimeoutsWithin(Milliseconds total);

/// What is done to the ticket of the session that is offered, or to its id if it has none.
enum class TicketForm {
  kIntact,
  kFlipped,    ///< one bit in its middle
  kTruncated,  ///< its last octet is missing
  kForeign,    ///< random octets of the same number
};

/// What the trace says of a first flight that was sent before (`Damaged`).
inline constexpr const char* kFlightReplayed = "first flight sent before, on another connection";

/// A renegotiation that the client starts, up to TLS 1.2 (RFC 5246 section 7.4.1.2, RFC 5746).
struct Renegotiation {
  enum class Presents {
    kSame,     ///< the identity of the connection
    kNothing,  ///< no identity
    kOther,    ///< the one that is handed over for it
  };
  size_t after = 0;  ///< requests that are made before it
  Presents presents = Presents::kSame;
  std::optional<std::string> sni;  ///< another name than before; empty: none; absent: the same
  bool operator==(const Renegotiation&) const = default;
};

struct HandshakeSpec {
  Target target;
  std::optional<Endpoint> connect_to;  ///< connect here instead of the target's endpoint
  Path via;

  tls::Version min_version = tls::Version::kTls12;
  tls::Version max_version = tls::Version::kTls13;
  /// Absent: the target's host unless it is an IP literal. Empty text: no SNI is sent.
  std::optional<std::string> sni;
  std::vector<std::string> alpn;
  std::string groups;                ///< OpenSSL list ("X25519:P-256"); empty: library default
  std::string signature_algorithms;  ///< OpenSSL list; empty: library default
  std::string ciphers;               ///< OpenSSL list for TLS 1.2 and below; empty: default
  bool offer_post_handshake_auth = false;
  /// The local library's security level; 0 lets weak keys and SHA-1 out, so that the server judges.
  int security_level = 0;

  std::optional<HttpRequest> request;  ///< of HTTP; absent: listen only
  /// Made after `request` on the same connection, one after the other, while the server keeps it.
  /// Another host among them shares the connection (RFC 9113 section 9.1.1).
  std::vector<HttpRequest> further_requests;
  /// All requests leave together, before the first reply is there (RFC 9112 section 9.3.2); of
  /// HTTP/1.1.
  bool pipeline = false;
  std::optional<Renegotiation> renegotiation;
  bool keep_first_session = false;  ///< hand over the first session that comes, not the last
  std::vector<Damage> damage;       ///< carried out together; for conformance cases
  /// The first request goes out as TLS 1.3 early data (RFC 9846 section 2.3) where the session that
  /// is resumed allows it; where the server does not take it, it is made again after the handshake.
  bool early_data = false;
  /// The first flight, early data included, goes out on a connection of its own before: what
  /// somebody does who recorded it.
  bool replayed = false;
  TicketForm ticket_form = TicketForm::kIntact;
  bool extended_master_secret = true;  ///< offered (RFC 7627)
  /// Handshake messages of an earlier connection, for damage that replays them.
  std::vector<Bytes> recorded;
  Milliseconds pause_before_connect{0};
  Milliseconds pause_before_request{0};
  /// Between the server's CertificateRequest and the client's answer to it: a person who chooses.
  Milliseconds pause_before_certificate{0};
  /// That answer leaves octet by octet, this far apart, while the server listens; 0: at once.
  Milliseconds pause_between_octets{0};
  bool record_padding = false;  ///< TLS 1.3 records are padded to the largest size
  bool plain = false;           ///< no TLS at all: the first request goes out in clear
  /// The first request leaves together with the client's Finished, before the server can say what
  /// it thinks of the certificate; from TLS 1.3 on.
  bool request_at_once = false;
  size_t hello_padding = 0;  ///< octets of an extension without a meaning, ahead of the SNI
  bool listen_only = false;  ///< other protocols than HTTP: say nothing inside TLS
  Timeouts timeouts;
  bool operator==(const HandshakeSpec&) const = default;
};

/// Sets the versions from "1.3" or a range such as "1.2-1.3"; false, and nothing is set, if `range`
/// is not understood.
bool SetVersions(std::string_view range, HandshakeSpec* spec);
/// The SNI that the spec sends; empty if none. Never an address (RFC 6066 section 3); a name that
/// is given in `sni` is sent as it is, case and final dot included.
std::string EffectiveSni(const HandshakeSpec& spec);
/// The Host field that the spec sends first; empty if there is no request.
std::string EffectiveHost(const HandshakeSpec& spec);
/// The Host field, or :authority, and the path of one of the spec's requests, defaults filled in.
std::string HostOf(const HandshakeSpec& spec, const HttpRequest& request);
std::string PathOf(const HandshakeSpec& spec, const HttpRequest& request);
/// The requests of the spec in order; borrowed.
std::vector<const HttpRequest*> RequestsOf(const HandshakeSpec& spec);

}  // namespace shakedown::attempt
