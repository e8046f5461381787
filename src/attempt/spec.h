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
#include "core/clock.h"
#include "tls/code_points.h"

namespace shakedown::attempt {

/// The request sent once TLS stands.
struct HttpRequest {
  std::string method = "GET";
  std::string path;  ///< empty: the target's path
  std::string host;  ///< Host field; empty: the target's host (with the port unless 443)
  std::vector<std::pair<std::string, std::string>> headers;
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
  std::vector<Damage> damage;  ///< carried out together; for conformance cases
  /// The first request goes out as TLS 1.3 early data (RFC 9846 section 2.3) where the session that
  /// is resumed allows it; where the server does not take it, it is made again after the handshake.
  bool early_data = false;
  Milliseconds pause_before_connect{0};
  Milliseconds pause_before_request{0};
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
