#include "tls/code_points.h"

#include <algorithm>
#include <charconv>
#include <span>

#include "core/hex.h"
#include "tls/code_point_tables.h"

namespace shakedown::tls {
namespace {

/// RFC 8701: 0x0a0a, 0x1a1a, ... 0xfafa.
bool IsGrease(uint16_t value) { return (value & 0x0f0f) == 0x0a0a && value >> 8 == (value & 0xff); }

/// How a value is written when it has no name of its own: "GREASE(0x0a0a)", "0x1234".
std::string Unnamed(uint16_t value, int digits) {
  const std::string hex = ToHexNumber(value, digits);
  return digits == 4 && IsGrease(value) ? "GREASE(" + hex + ')' : hex;
}

const CodePointRow* FindRow(std::span<const CodePointRow> rows, uint16_t value) {
  const auto after = std::ranges::upper_bound(rows, value, {}, &CodePointRow::first);
  if (after == rows.begin()) return nullptr;
  const CodePointRow& row = *std::prev(after);
  return value <= row.last ? &row : nullptr;
}

const ExtensionRow* FindExtension(ExtensionType type) {
  const auto rows = ExtensionTypeRows();
  const auto found =
      std::ranges::lower_bound(rows, static_cast<uint16_t>(type), {}, &ExtensionRow::value);
  return found != rows.end() && found->value == static_cast<uint16_t>(type) ? &*found : nullptr;
}

/// Some rows stand for many values or say only that the value is reserved.
bool NamesOneValue(std::string_view name) {
  return name != "Reserved" && !name.starts_with("reserved_private_use");
}

/// A retired value keeps the name that logs and RFCs know it by.
std::string_view WithoutReservedMark(std::string_view name) {
  constexpr std::string_view kMark = "_RESERVED";
  return name.ends_with(kMark) ? name.substr(0, name.size() - kMark.size()) : name;
}

std::string RowName(std::string_view name, uint16_t value, int digits) {
  if (digits == 4 && IsGrease(value)) return Unnamed(value, digits);
  if (NamesOneValue(name)) return std::string(WithoutReservedMark(name));
  return std::string(name) + '(' + ToHexNumber(value, digits) + ')';
}

std::string NameIn(std::span<const CodePointRow> rows, uint16_t value, int digits) {
  const CodePointRow* row = FindRow(rows, value);
  return row != nullptr ? RowName(row->name, value, digits) : Unnamed(value, digits);
}

/// Whether `value` is a hash and signature pair of RFC 5246 section 7.4.1.4.1.
bool IsSignaturePair(uint16_t value) { return std::ranges::count(SignaturePairRows(), value) != 0; }

std::string SignaturePairName(uint16_t value) {
  const CodePointRow* hash = FindRow(HashAlgorithmRows(), value >> 8);
  const CodePointRow* signature = FindRow(SignatureAlgorithmRows(), value & 0xff);
  if (hash == nullptr || signature == nullptr) return Unnamed(value, 4);
  return std::string(signature->name) + '_' + std::string(hash->name);
}

std::optional<uint16_t> Number(std::string_view digits, int base) {
  uint16_t value = 0;
  const char* end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, value, base);
  if (digits.empty() || error != std::errc{} || stop != end) return std::nullopt;
  return value;
}

/// The number in "0x0a0a" or in the parentheses of "GREASE(0x0a0a)".
std::optional<uint16_t> HexForm(std::string_view text) {
  if (const size_t open = text.find('('); open != std::string_view::npos && text.ends_with(')')) {
    text = text.substr(open + 1, text.size() - open - 2);
  }
  if (!text.starts_with("0x") && !text.starts_with("0X")) return std::nullopt;
  return Number(text.substr(2), 16);
}

/// The value of a name in `rows`, or of a number written as hex.
std::optional<uint16_t> ValueIn(std::span<const CodePointRow> rows, std::string_view name,
                                uint16_t largest) {
  for (const CodePointRow& row : rows) {
    const bool one = row.first == row.last && NamesOneValue(row.name);
    if (one && (row.name == name || WithoutReservedMark(row.name) == name)) return row.first;
  }
  const auto value = HexForm(name);
  return value && *value <= largest ? value : std::nullopt;
}

std::string_view KnownName(HandshakeType value) {
  switch (value) {
    case HandshakeType::kHelloRequest: return "HelloRequest";
    case HandshakeType::kClientHello: return "ClientHello";
    case HandshakeType::kServerHello: return "ServerHello";
    case HandshakeType::kNewSessionTicket: return "NewSessionTicket";
    case HandshakeType::kEndOfEarlyData: return "EndOfEarlyData";
    case HandshakeType::kEncryptedExtensions: return "EncryptedExtensions";
    case HandshakeType::kCertificate: return "Certificate";
    case HandshakeType::kServerKeyExchange: return "ServerKeyExchange";
    case HandshakeType::kCertificateRequest: return "CertificateRequest";
    case HandshakeType::kServerHelloDone: return "ServerHelloDone";
    case HandshakeType::kCertificateVerify: return "CertificateVerify";
    case HandshakeType::kClientKeyExchange: return "ClientKeyExchange";
    case HandshakeType::kFinished: return "Finished";
    case HandshakeType::kCertificateStatus: return "CertificateStatus";
    case HandshakeType::kKeyUpdate: return "KeyUpdate";
    case HandshakeType::kCompressedCertificate: return "CompressedCertificate";
    case HandshakeType::kMessageHash: return "message_hash";
  }
  return {};
}

}  // namespace

std::string Name(Version value) {
  switch (value) {
    case Version::kSsl30: return "SSLv3";
    case Version::kTls10: return "TLSv1.0";
    case Version::kTls11: return "TLSv1.1";
    case Version::kTls12: return "TLSv1.2";
    case Version::kTls13: return "TLSv1.3";
  }
  return Unnamed(static_cast<uint16_t>(value), 4);
}

std::string Name(ContentType value) {
  switch (value) {
    case ContentType::kChangeCipherSpec: return "change_cipher_spec";
    case ContentType::kAlert: return "alert";
    case ContentType::kHandshake: return "handshake";
    case ContentType::kApplicationData: return "application_data";
  }
  return Unnamed(static_cast<uint8_t>(value), 2);
}

std::string Name(HandshakeType value) {
  const std::string_view known = KnownName(value);
  return known.empty() ? Unnamed(static_cast<uint8_t>(value), 2) : std::string(known);
}

std::string Name(AlertLevel value) {
  switch (value) {
    case AlertLevel::kWarning: return "warning";
    case AlertLevel::kFatal: return "fatal";
  }
  return Unnamed(static_cast<uint8_t>(value), 2);
}

std::string Name(AlertDescription value) {
  return NameIn(AlertRows(), static_cast<uint8_t>(value), 2);
}

std::string Name(SignatureScheme value) {
  const auto number = static_cast<uint16_t>(value);
  if (FindRow(SignatureSchemeRows(), number) == nullptr && IsSignaturePair(number)) {
    return SignaturePairName(number);
  }
  return NameIn(SignatureSchemeRows(), number, 4);
}

std::string Name(ClientCertificateType value) {
  return NameIn(ClientCertificateTypeRows(), static_cast<uint8_t>(value), 2);
}

std::string Name(NamedGroup value) {
  return NameIn(NamedGroupRows(), static_cast<uint16_t>(value), 4);
}

std::string Name(ExtensionType value) {
  const auto number = static_cast<uint16_t>(value);
  const ExtensionRow* row = FindExtension(value);
  return row != nullptr ? RowName(row->name, number, 4) : Unnamed(number, 4);
}

std::string Name(CipherSuite value) { return ToHexNumber(static_cast<uint16_t>(value), 4); }

bool IsKnown(AlertDescription value) {
  return FindRow(AlertRows(), static_cast<uint8_t>(value)) != nullptr;
}

bool IsKnown(SignatureScheme value) {
  const auto number = static_cast<uint16_t>(value);
  return FindRow(SignatureSchemeRows(), number) != nullptr || IsSignaturePair(number);
}

bool IsKnown(ClientCertificateType value) {
  return FindRow(ClientCertificateTypeRows(), static_cast<uint8_t>(value)) != nullptr;
}

bool IsKnown(NamedGroup value) {
  return FindRow(NamedGroupRows(), static_cast<uint16_t>(value)) != nullptr;
}

bool IsKnown(ExtensionType value) { return FindExtension(value) != nullptr; }

bool IsAllowed(ExtensionType type, ExtensionPlace place) {
  const ExtensionRow* row = FindExtension(type);
  return row == nullptr || (row->places & static_cast<uint8_t>(place)) != 0;
}

std::optional<SignatureScheme> SignatureSchemeFromName(std::string_view name) {
  if (const auto value = ValueIn(SignatureSchemeRows(), name, 0xffff)) {
    return static_cast<SignatureScheme>(*value);
  }
  for (const uint16_t pair : SignaturePairRows()) {
    if (SignaturePairName(pair) == name) return static_cast<SignatureScheme>(pair);
  }
  return std::nullopt;
}

std::optional<ClientCertificateType> ClientCertificateTypeFromName(std::string_view name) {
  const auto value = ValueIn(ClientCertificateTypeRows(), name, 0xff);
  if (!value) return std::nullopt;
  return static_cast<ClientCertificateType>(*value);
}

std::optional<AlertDescription> AlertDescriptionFromName(std::string_view name) {
  auto value = ValueIn(AlertRows(), name, 0xff);
  if (!value) value = Number(name, 10);
  if (!value || *value > 0xff) return std::nullopt;
  return static_cast<AlertDescription>(*value);
}

std::optional<Version> VersionFromName(std::string_view name) {
  if (name.starts_with("TLSv")) name.remove_prefix(4);
  if (name == "1.0") return Version::kTls10;
  if (name == "1.1") return Version::kTls11;
  if (name == "1.2") return Version::kTls12;
  if (name == "1.3") return Version::kTls13;
  return std::nullopt;
}

}  // namespace shakedown::tls
