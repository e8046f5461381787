// Code points of the IANA TLS registries as open enumerations: every wire value can be held, known
// ones have a name, unknown ones print as hex. The names are compiled in from the registries'
// tables (`code_point_tables.cc`); a test compares them with the CSV files in `fixtures/iana`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace shakedown::tls {

/// ProtocolVersion (RFC 9846 section 4.2.1, RFC 5246 section 6.2.1).
enum class Version : uint16_t {
  kSsl30 = 0x0300,
  kTls10 = 0x0301,
  kTls11 = 0x0302,
  kTls12 = 0x0303,
  kTls13 = 0x0304,
};

/// ContentType of a record (RFC 9846 section 5.1).
enum class ContentType : uint8_t {
  kChangeCipherSpec = 20,
  kAlert = 21,
  kHandshake = 22,
  kApplicationData = 23,
};

/// HandshakeType (RFC 9846 section 4, RFC 5246 section 7.4).
enum class HandshakeType : uint8_t {
  kHelloRequest = 0,
  kClientHello = 1,
  kServerHello = 2,
  kNewSessionTicket = 4,
  kEndOfEarlyData = 5,
  kEncryptedExtensions = 8,
  kCertificate = 11,
  kServerKeyExchange = 12,
  kCertificateRequest = 13,
  kServerHelloDone = 14,
  kCertificateVerify = 15,
  kClientKeyExchange = 16,
  kFinished = 20,
  kCertificateStatus = 22,
  kKeyUpdate = 24,
  kCompressedCertificate = 25,
  kMessageHash = 254,
};

enum class AlertLevel : uint8_t { kWarning = 1, kFatal = 2 };

/// AlertDescription (RFC 9846 section 6, RFC 5246 section 7.2). Only values that code compares with
/// are named here; `Name` knows the whole registry.
enum class AlertDescription : uint8_t {
  kCloseNotify = 0,
  kUnexpectedMessage = 10,
  kHandshakeFailure = 40,
  kNoCertificate = 41,
  kBadCertificate = 42,
  kUnsupportedCertificate = 43,
  kCertificateRevoked = 44,
  kCertificateExpired = 45,
  kCertificateUnknown = 46,
  kIllegalParameter = 47,
  kUnknownCa = 48,
  kAccessDenied = 49,
  kDecodeError = 50,
  kDecryptError = 51,
  kProtocolVersion = 70,
  kInsufficientSecurity = 71,
  kInternalError = 80,
  kUserCanceled = 90,
  kNoRenegotiation = 100,
  kUnrecognizedName = 112,
  kCertificateRequired = 116,
  kNoApplicationProtocol = 120,
};

enum class SignatureScheme : uint16_t {};
enum class ClientCertificateType : uint8_t {};
enum class NamedGroup : uint16_t {};
enum class CipherSuite : uint16_t {};

enum class ExtensionType : uint16_t {
  kServerName = 0,
  kStatusRequest = 5,
  kSupportedGroups = 10,
  kEcPointFormats = 11,
  kSignatureAlgorithms = 13,
  kAlpn = 16,
  kSignedCertificateTimestamp = 18,
  kExtendedMasterSecret = 23,
  kSessionTicket = 35,
  kPreSharedKey = 41,
  kEarlyData = 42,
  kSupportedVersions = 43,
  kCookie = 44,
  kPskKeyExchangeModes = 45,
  kCertificateAuthorities = 47,
  kOidFilters = 48,
  kPostHandshakeAuth = 49,
  kSignatureAlgorithmsCert = 50,
  kKeyShare = 51,
  kRenegotiationInfo = 0xff01,
};

/// The registered name ("ecdsa_secp256r1_sha256") without the mark "_RESERVED" of retired values,
/// or "0x" and hex digits for an unknown value. TLS 1.2 hash and signature pairs without a TLS 1.3
/// scheme have their pair name ("dsa_sha256"). GREASE values (RFC 8701) print as "GREASE(0x0a0a)",
/// values out of a block with one name as "reserved_private_use(0xe0)".
std::string Name(Version value);  ///< "TLSv1.3"
std::string Name(ContentType value);
std::string Name(HandshakeType value);  ///< "CertificateRequest"
std::string Name(AlertLevel value);
std::string Name(AlertDescription value);  ///< "unknown_ca"
std::string Name(SignatureScheme value);
std::string Name(ClientCertificateType value);
std::string Name(NamedGroup value);
std::string Name(ExtensionType value);
std::string Name(CipherSuite value);  ///< always "0x1301" form: there is no table of suites

/// Whether the registry lists the value.
bool IsKnown(AlertDescription value);
bool IsKnown(SignatureScheme value);
bool IsKnown(ClientCertificateType value);
bool IsKnown(NamedGroup value);
bool IsKnown(ExtensionType value);

/// The value of anything that `Name` returns, of a name as the registry spells it, or of the
/// "0x...." form; nothing if it is neither.
std::optional<SignatureScheme> SignatureSchemeFromName(std::string_view name);
std::optional<ClientCertificateType> ClientCertificateTypeFromName(std::string_view name);
/// Also accepts a decimal number.
std::optional<AlertDescription> AlertDescriptionFromName(std::string_view name);
/// Accepts "1.0".."1.3" and "TLSv1.0".."TLSv1.3".
std::optional<Version> VersionFromName(std::string_view name);

/// What an alert means where client certificates are concerned, one sentence for people.
std::string_view PlainMeaning(AlertDescription value);

}  // namespace shakedown::tls
