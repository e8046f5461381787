// What the values of attributes may be. One kind per meaning; the loader checks literal values with
// it, substitution checks the others, and the schema test compares its word lists with suite.xsd.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace shakedown::scenario {

enum class ValueKind {
  // Text without variables.
  kNamespace,     ///< exactly the suite namespace
  kTitle,         ///< any text, not empty
  kSlug,          ///< [a-z0-9][a-z0-9._-]*
  kSlugs,         ///< blank-separated slugs
  kVariableName,  ///< [A-Za-z_][A-Za-z0-9_.-]*
  kAxisValues,    ///< blank-separated words
  kBoolean,       ///< yes, no
  kOutcome,
  kSeen,  ///< of a canary
  kNameMatch,
  kCapabilities,   ///< capability, "var:NAME", each also with "!"
  kSourceList,     ///< comma-separated references
  kVersions,       ///< blank-separated versions and ranges: an axis
  kHandshakeId,    ///< slug of a handshake of this scenario
  kVariableValue,  ///< any text, may be empty
  // Values that may hold variables.
  kText,          ///< not empty
  kVersionRange,  ///< "1.2" or "1.2-1.3"
  kVersion,       ///< "1.3"
  kDuration,      ///< signed, with a unit
  kWait,          ///< duration, not negative
  kCount,         ///< 0 to 9
  kTargetUrl,
  kStarttls,     ///< a protocol that asks for TLS
  kEndpoint,     ///< HOST:PORT
  kHops,         ///< proxy URLs, or "direct"
  kSecret,       ///< env:NAME or file:PATH
  kIdentities,   ///< identity ids or "none", an axis
  kServerNames,  ///< SNI, an axis; may be empty
  kHostName,     ///< one host name; may be empty
  kHostField,    ///< HTTP Host
  kHttpToken,    ///< method or header name
  kHttpPath,
  kRequestTarget,  ///< what may stand in the request line: no blank
  kHttpPaths,      ///< blank-separated path prefixes
  kHeaderValue,    ///< may be empty
  kHeaderForm,     ///< how a header is written
  kOctets,         ///< 0 to 15000
  kPeerProtocols,  ///< blank-separated ALPN names of the built-in peer
  kLibraryList,    ///< the TLS library's list syntax
  kFlaw,
  kDefect,
  kIssuer,
  kKeyKind,
  kBehaviour,
  kTrust,
  kAnnounce,  ///< blank-separated kTrust words
  kDamage,
  kDamageMessage,  ///< what of the client's flight is damaged
  kDamageTime,     ///< which of its flights
  kLayer,
  kEarlyData,   ///< what a host does with it
  kOcspManner,  ///< how a responder answers
  kTrustState,  ///< what CA file a server is given
  kCrlState,    ///< what revocation lists
  kPolicy,      ///< whether it insists on a certificate
  kTicketForm,  ///< what is done to a ticket before it is offered
  kRequestTime,
  kSignatureScheme,
  kSignatureSchemes,
  kCertificateType,
  kCertificateTypes,
  kDistinguishedName,
  kAlternativeNames,  ///< dns:NAME email:NAME ...
  kSerial,            ///< hex digits
  kPresented,         ///< what stands in a chain
  kCauses,
  kEnforcements,
  kAlerts,    ///< names, numbers, or "none"
  kStatuses,  ///< "400", "4??"
  kEarlyDataFates,
  kRenegotiationFates,
  kRequestRules,  ///< what the RFCs ask of every CertificateRequest
  // Of clients under test.
  kIdentityRef,        ///< one identity id or "none"
  kServerCertificate,  ///< what our server shows
  kAnnounceMany,       ///< blank-separated kTrust words, or "many"
  kRequestExtensions,  ///< blank-separated TYPE:HEX
  kMisstep,
  kAlertMoment,
  kOffers,  ///< blank-separated, each also with "!"
  kClientOutcomes,
  kProgramEnd,
};

/// What is wrong with a value and where.
struct ValueProblem {
  std::string message;  ///< completes "attribute 'x': ..."
  std::string hint;     ///< the nearest known word or an example; may be empty
  size_t at = 0;        ///< octets from the start of the value
};

/// What is wrong with `value`, or nothing. Variables are not looked at: the text is taken as is.
std::optional<ValueProblem> CheckValue(ValueKind kind, std::string_view value);

/// Whether a value of this kind may hold `${name}`.
bool MayHoldVariables(ValueKind kind);

/// The closed list of words of a kind, without the forms that are patterns ("0x0403", "var:NAME");
/// empty if the kind is not closed. Thread-safe; the list lives as long as the process.
const std::vector<std::string>& Vocabulary(ValueKind kind);

/// Whether `text` is a slug or a variable's name.
bool IsSlug(std::string_view text);
bool IsVariableName(std::string_view text);

}  // namespace shakedown::scenario
