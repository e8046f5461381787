#include "attempt/damage.h"

#include <algorithm>
#include <array>
#include <charconv>

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
constexpr std::array<const char*, 19> kOperations = {
    "omit",          "duplicate",    "reorder",      "replace-with", "flip-bit",
    "truncate",      "append",       "length",       "context",      "extension",
    "scheme",        "transcript",   "salt",         "mask-digest",  "key",
    "split-records", "join-records", "precede-with", "interleave"};

constexpr std::string_view kCertificateBodies[] = {
    "empty", "zero-entry", "garbage", "raw-key", "leaf-last", "compressed", "many-entries"};
constexpr std::string_view kProofBodies[] = {
    "empty-signature",   "ecdsa-zero",          "ecdsa-zero-r",   "ecdsa-zero-s",
    "ecdsa-order",       "ecdsa-larger",        "ecdsa-negative", "ecdsa-leading-zero",
    "ecdsa-long-length", "ecdsa-trailing",      "ecdsa-raw",      "eddsa-plus-order",
    "eddsa-small-point", "pkcs1-short-padding", "pkcs1-no-null",  "pkcs1-other-digest",
    "without-algorithm"};
constexpr std::string_view kFinishedBodies[] = {"zero"};
constexpr std::string_view kProofContexts[] = {"server", "none", "pad-63", "pad-65"};
constexpr std::string_view kTranscripts[] = {"without-certificate", "until-server-hello"};
constexpr std::string_view kSalts[] = {"none", "shorter", "longer", "longest"};
constexpr std::string_view kDigests[] = {"sha1", "sha256", "sha384", "sha512"};
constexpr std::string_view kKeys[] = {"other"};
constexpr std::string_view kRecords[] = {"empty-record", "application-data", "warning-alert",
                                         "change-cipher-spec", "oversize-record"};
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
    case Operation::kExtension: return message == Message::kCertificate;
    case Operation::kScheme:
    case Operation::kTranscript:
    case Operation::kSalt:
    case Operation::kMaskDigest:
    case Operation::kKey: return message == Message::kCertificateVerify;
    case Operation::kDuplicate:
      return message == Message::kCertificate || message == Message::kCertificateVerify;
    case Operation::kReorder:
    case Operation::kReplaceWith:
      return message == Message::kCertificate || message == Message::kCertificateVerify ||
             (message == Message::kFinished && operation == Operation::kReplaceWith);
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

bool IsExtension(std::string_view argument) {
  const std::string_view type = argument.substr(0, argument.find(':'));
  const bool known = ParseDamageNumber(type) || (type.starts_with("0x") && type.size() == 6 &&
                                                 FromHex(type.substr(2)).has_value());
  return known && (type.size() == argument.size() || FromHex(argument.substr(type.size() + 1)));
}

std::optional<std::string> Wants(bool fits, std::string form) {
  return fits ? std::nullopt : std::optional(std::move(form));
}

std::optional<std::string> ArgumentProblem(const Damage& damage) {
  const std::string& argument = damage.argument;
  const Words words = DamageWords(damage.message, damage.operation);
  if (!words.empty()) return Wants(Among(words, argument), "is one of " + List(words));
  switch (damage.operation) {
    case Operation::kOmit:
    case Operation::kDuplicate:
    case Operation::kJoinRecords: return Wants(argument.empty(), "takes no argument");
    case Operation::kFlipBit: return Wants(ParseDamageNumber(argument).has_value(), "is a number");
    case Operation::kTruncate:
    case Operation::kSplitRecords:
      return Wants(ParseDamageNumber(argument).value_or(0) > 0, "is a number of octets, 1 or more");
    case Operation::kAppend:
      return Wants(!argument.empty() && FromHex(argument).has_value(), "is hex, as in 00");
    case Operation::kContext: return Wants(FromHex(argument).has_value(), "is hex, as in 01");
    case Operation::kExtension:
      return Wants(IsExtension(argument), "is a type, as in 0x1234, or with content, 18:0000");
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

std::optional<LengthLie> ParseLengthLie(std::string_view argument) {
  const size_t sign = argument.find_first_of("+-=");
  if (sign == std::string_view::npos) return std::nullopt;
  const auto number = ParseDamageNumber(argument.substr(sign + 1));
  if (!number) return std::nullopt;
  return LengthLie{std::string(argument.substr(0, sign)), argument[sign], *number};
}

std::string ToText(const Damage& damage) {
  const std::string text = std::string(ToString(damage.message)) + " " + ToString(damage.operation);
  return damage.argument.empty() ? text : text + "=" + Printable(damage.argument);
}

bool SignsWithForeignKey(std::span<const Damage> damage) {
  return std::any_of(damage.begin(), damage.end(),
                     [](const Damage& one) { return one.operation == Operation::kKey; });
}

bool RewritesFlight(std::span<const Damage> damage) {
  return std::any_of(damage.begin(), damage.end(), [](const Damage& one) {
    return one.operation != Operation::kKey && one.message != Message::kClientHello;
  });
}

}  // namespace shakedown::attempt
