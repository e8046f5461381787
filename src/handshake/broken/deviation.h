// Deliberately broken peers: for a requirement of the conformance suites a server that violates
// exactly it. The suites are tested with them: each must be caught, by the case of its name.
#pragma once

#include <openssl/ssl.h>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "handshake/broken/flaw.h"

namespace shakedown::handshake::broken {

/// What a server forgets to ask when a session is resumed, or of early data.
enum class Lapse {
  kNone,
  kExpiry,         ///< whether the certificate has expired since
  kTrust,          ///< whether its CA is trusted here, and still
  kRevocation,     ///< whether it has been revoked since
  kPolicy,         ///< whether a certificate has become necessary since
  kAnonymous,      ///< whether a session of another host ever showed a certificate
  kForeignTrust,   ///< whether a session of another host was let in by the same CA
  kIdentity,       ///< whose session it is
  kIntegrity,      ///< whether the ticket is as it was given out
  kAge,            ///< how long ago the client was asked
  kMasterSecret,   ///< whether the master secret belongs to the handshake (RFC 7627)
  kEarly,          ///< that early data may be a replay
  kReplay,         ///< whether this very flight was there before
  kEarlyHost,      ///< whether early data is for the host of its session
  kOcspStatus,     ///< what status a responder says
  kOcspSilence,    ///< what no answer means
  kOcspSignature,  ///< whether an answer can be believed
  kNoTrust,        ///< that without a CA nobody can be checked
};

/// How a server reads the name of a client in its certificate.
enum class Reading {
  kWell,
  kLastCertificate,     ///< of the last certificate of the list
  kUntilNul,            ///< up to its first NUL
  kSlashText,           ///< out of a text with slashes between the parts
  kFirstCommonName,     ///< of several common names the first
  kAnyAlternativeName,  ///< of whatever type
  kOctets,              ///< its octets, whatever their encoding
  kSerialAndIssuer,     ///< who had this serial number of this issuer first
};

struct Situation;  // admission.h
struct LateRules;  // late.h

/// One way of not checking what a server must check.
struct Deviation {
  std::string_view id;                      ///< of the scenario that finds it
  bool insists = true;                      ///< false: the host asks, and no certificate is fine
  SSL_verify_cb verify = nullptr;           ///< overlooks one fault; null: overlooks none
  std::vector<std::string_view> also = {};  ///< other scenarios that are the same fault to a server
  std::string_view host = {};     ///< the only host that shows it; empty: every strict one
  bool asks = true;               ///< false: the host does not ask for a certificate at all
  std::string_view ciphers = {};  ///< suites that it takes besides, at security level 0
  Lapse lapse = Lapse::kNone;     ///< of sessions and early data
  Reading reading = Reading::kWell;
  uint16_t agrees_to = 0;  ///< an extension of the ClientHello that it answers
  /// Whether a request is answered as if its client had shown a good certificate; null: none is.
  bool (*admits)(const Situation& situation) = nullptr;
  /// Of certificates that are asked for late and of renegotiations: shown by hosts that ask late
  /// too. Borrowed, static; null: none.
  const LateRules* late = nullptr;
  Flaw overlooks = Flaw::kNone;  ///< in the flight that a client authenticates itself with
};

/// All of them. Borrowed, static.
std::span<const Deviation> Deviations();
/// Those about sessions and early data.
std::vector<Deviation> SessionDeviations();
/// Those about sessions of one host at another, among hosts that let TLS pass as nginx does.
std::vector<Deviation> CrossingDeviations();
/// Those about names, doors and what clients say of themselves.
std::vector<Deviation> HostDeviations();
/// Those about certificates, what is offered for them, and names.
std::vector<Deviation> PathDeviations();
/// Those about certificates that are asked for late, and renegotiations.
std::vector<Deviation> LateDeviations();
/// Those about the client's flight: Certificate, CertificateVerify and Finished.
std::vector<Deviation> FlightDeviations();
/// What the deviation of that id overlooks in a client's flight; kNone without such a deviation.
Flaw OverlookedBy(std::string_view id);
/// How the deviation of that id reads names; well without such a deviation.
Reading ReadingOf(std::string_view id);
/// Whether the deviation of that id is this lapse; false without such a deviation.
bool Forgets(std::string_view id, Lapse lapse);
/// The deviation of that id; null if there is none.
const Deviation* FindDeviation(std::string_view id);
/// The id in "broken:ID", the word for such a peer; empty if `behave` is another word.
std::string_view BrokenId(std::string_view behave);
/// All ids, separated by blanks, for messages.
std::string DeviationIds();

}  // namespace shakedown::handshake::broken
