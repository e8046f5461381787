#include "attempt/damage.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>

#include "core/hex.h"
#include "core/text.h"
#include "tls/code_points.h"

namespace shakedown::attempt {
namespace {

using Message = Damage::Message;
using Operation = Damage::Operation;
using Words = std::span<const std::string_view>;

constexpr std::array<const char*, 5> kMessages = {
    "client-hello", "certificate", "client-key-exchange", "certificate-verify", "finished"};
constexpr std::array<const char*, 21> kOperations = {
    "omit",       "duplicate",   "reorder", "replace-with",  "flip-bit",     "truncate",
    "append",     "length",      "context", "extension",     "scheme",       "transcript",
    "salt",       "mask-digest", "key",     "split-records", "join-records", "precede-with",
    "interleave", "replay",      "unasked"};
constexpr std::array<const char*, 2> kTimes = {"handshake", "post-handshake"};

constexpr std::string_view kCertificateBodies[] = {
    "empty",           "zero-entry",       "garbage",
    "raw-key",         "leaf-last",        "compressed",
    "many-entries",    "large-entry",      "huge-entry",
    "trailing-der",    "ber-long-length",  "ber-indefinite",
    "compressed-bomb", "compressed-short", "compressed-unlisted"};
constexpr std::string_view kProofBodies[] = {
    "empty-signature",   "ecdsa-zero",          "ecdsa-zero-r",   "ecdsa-zero-s",
    "ecdsa-order",       "ecdsa-larger",        "ecdsa-negative", "ecdsa-leading-zero",
    "ecdsa-long-length", "ecdsa-trailing",      "ecdsa-raw",      "eddsa-plus-order",
    "eddsa-small-point", "pkcs1-short-padding", "pkcs1-no-null",  "pkcs1-other-digest",
    "without-algorithm"};
constexpr std::string_view kFinishedBodies[] = {"zero"};
constexpr std::string_view kProofContexts[] = {"server", "none", "pad-63", "pad-65"};
constexpr std::string_view kTranscripts[] = {"without-certificate", "until-server-hello",
                                             "other-certificate"};
constexpr std::string_view kSalts[] = {"none", "shorter", "longer", "longest"};
constexpr std::string_view kDigests[] = {"sha1", "sha256", "sha384", "sha512"};
constexpr std::string_view kKeys[] = {"other", "delegated"};
constexpr std::string_view kRecords[] = {"empty-record", "application-data", "warning-alert",
                                         "change-cipher-spec", "oversize-record"};
/// In place of both hellos' signs of RFC 5746 section 3.3: neither the cipher suite nor the
/// extension.
constexpr std::string_view kHelloBodies[] = {"no-secure-renegotiation"};
constexpr std::string_view kKeyUpdate = "key-update";
constexpr std::string_view kBefore[] = {"certificate", "client-key-exchange", "certificate-verify"};
constexpr std::string_view kCertificateLengths[] = {"message", "context", "list", "entry",
                                                    "extensions"};
constexpr std::string_view kProofLengths[] = {"message", "signature"};
constexpr std::string_view kOtherLengths[] = {"message"};

bool Among(Words words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::string List(Words words) {
  std::string text;
  for (const std::string_view word : words) {
    if (!text.empty()) text += ", ";
    text += word;
  }
  return text;
}

Words LengthFields(Message message) {
  if (message == Message::kCertificate) return kCertificateLengths;
  return message == Message::kCertificateVerify ? Words(kProofLengths) : Words(kOtherLengths);
}

bool Fits(Message message, Operation operation) {
  switch (operation) {
    case Operation::kSplitRecords: return true;
    case Operation::kContext:
      return message == Message::kCertificate || message == Message::kCertificateVerify;
    case Operation::kExtension:
      return message == Message::kCertificate || message == Message::kClientHello;
    case Operation::kScheme:
    case Operation::kReplay:
    case Operation::kTranscript:
    case Operation::kSalt:
    case Operation::kMaskDigest:
    case Operation::kKey: return message == Message::kCertificateVerify;
    case Operation::kDuplicate:
      return message == Message::kCertificate || message == Message::kCertificateVerify;
    case Operation::kReorder:
      return message == Message::kCertificate || message == Message::kCertificateVerify;
    case Operation::kReplaceWith: return message != Message::kClientKeyExchange;
    case Operation::kUnasked: return message == Message::kCertificate;
    case Operation::kFlipBit:
      return message != Message::kClientHello && message != Message::kClientKeyExchange;
    case Operation::kOmit: return message != Message::kClientHello;
    case Operation::kTruncate:
    case Operation::kAppend:
    case Operation::kLength:
    case Operation::kJoinRecords:
    case Operation::kPrecedeWith:
    case Operation::kInterleave: return message != Message::kClientHello;
  }
  return false;
}

/// What is done after the handshake is done to an answer that has these three messages.
bool FitsLate(Message message, Operation operation) {
  const bool of_answer = message == Message::kCertificate ||
                         message == Message::kCertificateVerify || message == Message::kFinished;
  return of_answer && operation != Operation::kKey && Fits(message, operation);
}

/// An answer under new keys begins with its first message.
bool IsKeyUpdate(const Damage& damage) {
  return damage.operation == Operation::kPrecedeWith && damage.argument == kKeyUpdate &&
         damage.when == Damage::When::kPostHandshake && damage.message == Message::kCertificate;
}

std::optional<std::string> Wants(bool fits, std::string form) {
  return fits ? std::nullopt : std::optional(std::move(form));
}

/// The library itself signs with it.
bool IsForeignKey(const Damage& damage) {
  return damage.operation == Operation::kKey && damage.argument == "other";
}

/// A delegated credential (RFC 9345) is made for the certificate that carries it.
bool IsDelegation(const Damage& damage) {
  return damage.message == Message::kCertificate && damage.argument == "delegated-credential";
}

std::optional<std::string> ArgumentProblem(const Damage& damage) {
  const std::string& argument = damage.argument;
  const Words words = DamageWords(damage.message, damage.operation);
  if (IsKeyUpdate(damage)) return std::nullopt;
  if (!words.empty()) return Wants(Among(words, argument), "is one of " + List(words));
  switch (damage.operation) {
    case Operation::kOmit:
    case Operation::kDuplicate:
    case Operation::kUnasked:
    case Operation::kJoinRecords: return Wants(argument.empty(), "takes no argument");
    case Operation::kReplay: return Wants(!argument.empty(), "is the id of an earlier handshake");
    case Operation::kFlipBit: return Wants(ParseDamageNumber(argument).has_value(), "is a number");
    case Operation::kTruncate:
    case Operation::kSplitRecords:
      return Wants(ParseDamageNumber(argument).value_or(0) > 0, "is a number of octets, 1 or more");
    case Operation::kAppend:
      return Wants(!argument.empty() && FromHex(argument).has_value(), "is hex, as in 00");
    case Operation::kContext: return Wants(FromHex(argument).has_value(), "is hex, as in 01");
    case Operation::kExtension:
      return Wants(ParseDamageExtension(argument).has_value() || IsDelegation(damage),
                   "is a type, as in 0x1234, or with content, 18:0000");
    case Operation::kScheme:
      return Wants(tls::SignatureSchemeFromName(argument).has_value(),
                   "is a signature scheme, as in ecdsa_sha1 or 0x0203");
    case Operation::kLength: {
      const auto lie = ParseLengthLie(argument);
      const Words fields = LengthFields(damage.message);
      return Wants(lie && Among(fields, lie->field),
                   "is a field with a number, as in message+1; fields: " + List(fields));
    }
    default: return std::nullopt;
  }
}

}  // namespace

Damage WrongKey() { return {Message::kCertificateVerify, Operation::kKey, "other"}; }
Damage SplitClientHello() { return {Message::kClientHello, Operation::kSplitRecords, "1"}; }

const char* ToString(Damage::Message message) { return kMessages[static_cast<size_t>(message)]; }
const char* ToString(Damage::Operation operation) {
  return kOperations[static_cast<size_t>(operation)];
}

const char* ToString(Damage::When when) { return kTimes[static_cast<size_t>(when)]; }

std::optional<Damage::When> DamageTimeFromName(std::string_view name) {
  for (const Damage::When when : {Damage::When::kHandshake, Damage::When::kPostHandshake}) {
    if (name == ToString(when)) return when;
  }
  return std::nullopt;
}

std::vector<Damage::Message> AllDamageMessages() {
  std::vector<Message> all;
  for (size_t i = 0; i < kMessages.size(); ++i) all.push_back(static_cast<Message>(i));
  return all;
}

std::vector<Damage::Operation> AllDamageOperations() {
  std::vector<Operation> all;
  for (size_t i = 0; i < kOperations.size(); ++i) all.push_back(static_cast<Operation>(i));
  return all;
}

std::optional<Damage::Message> DamageMessageFromName(std::string_view name) {
  for (const Message message : AllDamageMessages()) {
    if (name == ToString(message)) return message;
  }
  return std::nullopt;
}

std::optional<Damage::Operation> DamageOperationFromName(std::string_view name) {
  for (const Operation operation : AllDamageOperations()) {
    if (name == ToString(operation)) return operation;
  }
  return std::nullopt;
}

std::span<const std::string_view> DamageWords(Damage::Message message,
                                              Damage::Operation operation) {
  switch (operation) {
    case Operation::kReorder: return kBefore;
    case Operation::kReplaceWith:
      if (message == Message::kCertificate) return kCertificateBodies;
      if (message == Message::kClientHello) return kHelloBodies;
      return message == Message::kFinished ? Words(kFinishedBodies) : Words(kProofBodies);
    case Operation::kContext:
      return message == Message::kCertificateVerify ? Words(kProofContexts) : Words();
    case Operation::kTranscript: return kTranscripts;
    case Operation::kSalt: return kSalts;
    case Operation::kMaskDigest: return kDigests;
    case Operation::kKey: return kKeys;
    case Operation::kPrecedeWith:
    case Operation::kInterleave: return kRecords;
    default: return {};
  }
}

std::optional<std::string> DamageProblem(const Damage& damage) {
  const std::string operation = ToString(damage.operation);
  if (!Fits(damage.message, damage.operation)) {
    return operation + " cannot be done to " + ToString(damage.message);
  }
  const bool late = damage.when == Damage::When::kPostHandshake;
  if (late && !FitsLate(damage.message, damage.operation)) {
    return operation + " of " + ToString(damage.message) + " cannot be done after the handshake";
  }
  if (!late && damage.operation == Operation::kUnasked) {
    return std::string("what nobody asked for is sent after the handshake: when=post-handshake");
  }
  if (damage.operation == Operation::kReorder && damage.argument == ToString(damage.message)) {
    return std::string("a message cannot go before itself");
  }
  const auto problem = ArgumentProblem(damage);
  if (!problem) return std::nullopt;
  return operation + " of " + ToString(damage.message) + " " + *problem;
}

std::optional<size_t> ParseDamageNumber(std::string_view argument) {
  size_t number = 0;
  const char* const end = argument.data() + argument.size();
  const auto [stopped, problem] = std::from_chars(argument.data(), end, number);
  if (problem != std::errc() || stopped != end || argument.size() > 9) return std::nullopt;
  return number;
}

std::optional<DamageExtension> ParseDamageExtension(std::string_view argument) {
  const size_t colon = argument.find(':');
  const std::string_view type = argument.substr(0, colon);
  DamageExtension extension;
  if (const auto number = ParseDamageNumber(type); number && *number <= UINT16_MAX) {
    extension.type = static_cast<uint16_t>(*number);
  } else {
    const auto octets = type.starts_with("0x") ? FromHex(type.substr(2)) : std::nullopt;
    if (!octets || octets->size() != 2) return std::nullopt;
    extension.type = static_cast<uint16_t>((*octets)[0] << 8 | (*octets)[1]);
  }
  if (colon == std::string_view::npos) return extension;
  auto content = FromHex(argument.substr(colon + 1));
  if (!content) return std::nullopt;
  extension.content = std::move(*content);
  return extension;
}

std::optional<LengthLie> ParseLengthLie(std::string_view argument) {
  const size_t sign = argument.find_first_of("+-=");
  if (sign == std::string_view::npos) return std::nullopt;
  const auto number = ParseDamageNumber(argument.substr(sign + 1));
  if (!number) return std::nullopt;
  return LengthLie{std::string(argument.substr(0, sign)), argument[sign], *number};
}

std::string ToText(const Damage& damage) {
  std::string text = std::string(ToString(damage.message)) + " " + ToString(damage.operation);
  if (damage.when != Damage::When::kHandshake)
    text = std::string(ToString(damage.when)) + " " + text;
  return damage.argument.empty() ? text : text + "=" + Printable(damage.argument);
}

bool SignsWithForeignKey(std::span<const Damage> damage) {
  return std::any_of(damage.begin(), damage.end(), IsForeignKey);
}

bool RewritesFlight(std::span<const Damage> damage) {
  return std::any_of(damage.begin(), damage.end(), [](const Damage& one) {
    if (one.when != Damage::When::kHandshake || IsForeignKey(one)) return false;
    return one.message != Message::kClientHello || one.operation == Operation::kReplaceWith;
  });
}

bool ActsLate(std::span<const Damage> damage) {
  return !DamageAt(Damage::When::kPostHandshake, damage).empty();
}

std::vector<Damage> DamageAt(Damage::When when, std::span<const Damage> damage) {
  std::vector<Damage> found;
  std::copy_if(damage.begin(), damage.end(), std::back_inserter(found),
               [when](const Damage& one) { return one.when == when; });
  return found;
}

}  // namespace shakedown::attempt
