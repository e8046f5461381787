// What a suite says of clients under test: how our own server asks, connection by connection, and
// what a conforming client does. `<client-case>` makes a scenario of these in place of handshakes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/error.h"

namespace shakedown::scenario {

/// <connection>: one connection of the client under test. Empty text means the attribute is absent.
struct ConnectionModel {
  std::string id;                 ///< unique in the case; may be empty
  std::string identity = "none";  ///< what the client is to be set up with: identity id or "none"
  std::string tls;                ///< "1.2", "1.2-1.3"; empty: the case's axis
  std::string name;               ///< host name in the URL that the client is given
  std::string path;
  std::string server = "good";        ///< good, untrusted, wrong-name, expired
  std::string behave = "optional";    ///< none, optional, strict, nginx, late
  std::string announce = "trusted";   ///< blank-separated: trusted, other, nothing, many
  std::string signature_algorithms;   ///< IANA names, blank-separated; empty: library default
  std::string certificate_types;      ///< IANA names, blank-separated; empty: library default
  std::string ciphers;                ///< up to TLS 1.2, the library's list
  std::string alpn;                   ///< blank-separated, in order of preference
  std::string request_extensions;     ///< blank-separated TYPE:HEX
  std::string misstep;                ///< handshake/damage/misstep.h
  std::string late_alert;             ///< alert that ends the connection that is through
  std::string late_alert_after;       ///< handshake, request
  std::string offers;                 ///< blank-separated: what the ClientHello must offer, or not
  std::string early_data = "refuse";  ///< refuse, too-early, answer
  bool tickets = false;
  bool foreign_key = false;     ///< the client gets the key of another certificate
  bool old_algorithms = false;  ///< what the TLS library counts as too weak may be asked for
  SourcePosition position;
};

/// <answer> of <expect>: what the client's answer must be like.
struct AnswerExpectation {
  std::vector<std::string> alerts;     ///< of the client: names or numbers; "none": no alert
  std::string identity;                ///< the certificate that is presented must be this one's
  std::optional<bool> certificate;     ///< whether a certificate is on the wire at all
  std::optional<bool> offered_scheme;  ///< CertificateVerify uses a scheme that was asked for
  std::optional<bool> complete_chain;  ///< leaf first, each next one issued the one before
  std::optional<bool> extensions;      ///< whether certificates carry extensions (TLS 1.3)
  std::optional<bool> echoes_context;  ///< Certificate has the context of its request (TLS 1.3)
  std::optional<bool> resumed;         ///< whether a session is resumed
  std::optional<bool> early_data;      ///< whether the ClientHello announces early data
  std::string exit;                    ///< of the client's program: success, failure
  std::string says;                    ///< glob on what the program wrote
  SourcePosition position;
};

}  // namespace shakedown::scenario
