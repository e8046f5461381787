// Deliberate damage: what is done on purpose to one message of the client, so that a server shows
// whether it checks. Plain values; `handshake/damage/` carries them out.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/bytes.h"

namespace shakedown::attempt {

/// One thing done to one message of the client's flight. Whatever is not damaged stays right: the
/// signature and Finished are made over what is really sent, so that only the damage can be the
/// reason of a refusal.
struct Damage {
  enum class Message {
    kClientHello,
    kCertificate,
    kClientKeyExchange,  ///< up to TLS 1.2
    kCertificateVerify,
    kFinished,
  };
  enum class Operation {
    kOmit,          ///< the message is left out
    kDuplicate,     ///< it is sent twice, each time right for what went before
    kReorder,       ///< it goes before the message that the argument names
    kReplaceWith,   ///< its content is another; the argument says which
    kFlipBit,       ///< one bit of the certificate, the signature or the Finished value
    kTruncate,      ///< so many octets are missing at its end
    kAppend,        ///< octets (hex) follow what it should hold
    kLength,        ///< a length inside is wrong: FIELD+N, FIELD-N or FIELD=N
    kContext,       ///< certificate_request_context (hex), or the context of the signature
    kExtension,     ///< TYPE or TYPE:HEX in the first CertificateEntry, or ClientHello
    kScheme,        ///< signed, or said to be signed, under this scheme
    kTranscript,    ///< the signature covers something else than it should
    kSalt,          ///< length of the RSASSA-PSS salt
    kMaskDigest,    ///< digest of RSASSA-PSS's mask
    kKey,           ///< signed with another key
    kSplitRecords,  ///< cut into records of so many octets
    kJoinRecords,   ///< shares a record with what follows
    kPrecedeWith,   ///< a record that does not belong there goes before it
    kInterleave,    ///< the same, between its two halves
    kReplay,        ///< its octets are those of an earlier handshake, which the argument names
    kUnasked,       ///< Certificate, CertificateVerify and Finished though nobody asked for them
  };
  /// Which of the client's flights is meant.
  enum class When {
    kHandshake,      ///< that of the handshake
    kPostHandshake,  ///< those after it, under application keys (RFC 9846 section 4.7.2)
  };
  Message message = Message::kCertificateVerify;
  Operation operation = Operation::kFlipBit;
  std::string argument;  ///< empty for those that need none
  When when = When::kHandshake;
  bool operator==(const Damage&) const = default;
};

/// CertificateVerify is signed with a key that is not the certificate's.
Damage WrongKey();
/// The ClientHello arrives in records of one octet of content.
Damage SplitClientHello();

/// "client-hello", "certificate", "client-key-exchange", "certificate-verify", "finished".
const char* ToString(Damage::Message message);
/// "omit", "duplicate", "flip-bit" ...
const char* ToString(Damage::Operation operation);
/// "handshake", "post-handshake".
const char* ToString(Damage::When when);
std::optional<Damage::When> DamageTimeFromName(std::string_view name);
std::optional<Damage::Message> DamageMessageFromName(std::string_view name);
std::optional<Damage::Operation> DamageOperationFromName(std::string_view name);
/// All of them in declaration order, for lists and suggestions.
std::vector<Damage::Message> AllDamageMessages();
std::vector<Damage::Operation> AllDamageOperations();

/// The words that may stand as argument of `operation` on `message`; empty if it takes another form
/// or none at all.
std::span<const std::string_view> DamageWords(Damage::Message message, Damage::Operation operation);
/// What is wrong with a damage, one phrase for people: an operation that the message cannot have,
/// an argument that it does not understand. Nothing if it can be carried out.
std::optional<std::string> DamageProblem(const Damage& damage);

/// TYPE or TYPE:HEX, the type as a number or 0x and four hex digits.
struct DamageExtension {
  uint16_t type = 0;
  Bytes content;
};
std::optional<DamageExtension> ParseDamageExtension(std::string_view argument);

/// FIELD+N, FIELD-N or FIELD=N, in octets.
struct LengthLie {
  std::string field;
  char sign = '+';  ///< '+', '-' or '='
  unsigned long number = 0;
};
std::optional<LengthLie> ParseLengthLie(std::string_view argument);
/// A decimal number of at most nine digits.
std::optional<size_t> ParseDamageNumber(std::string_view argument);

/// "certificate-verify flip-bit=7", as a suite would say it, with "post-handshake" before what is
/// done after the handshake.
std::string ToText(const Damage& damage);
/// Whether some damage is the key of CertificateVerify.
bool SignsWithForeignKey(std::span<const Damage> damage);
/// Whether some damage needs more than a foreign key or another cut of the ClientHello: the
/// client's second flight is then written anew.
bool RewritesFlight(std::span<const Damage> damage);
/// Whether some damage is done after the handshake.
bool ActsLate(std::span<const Damage> damage);
/// Those that are done then, in their order.
std::vector<Damage> DamageAt(Damage::When when, std::span<const Damage> damage);

}  // namespace shakedown::attempt
