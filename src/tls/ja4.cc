#include "tls/ja4.h"

#include <algorithm>
#include <string_view>

#include "core/hex.h"
#include "core/sha256.h"

namespace shakedown::tls {
namespace {

constexpr size_t kMostCounted = 99;
constexpr size_t kHashCharacters = 12;

std::string TwoDigits(size_t count) {
  count = std::min(count, kMostCounted);
  return {static_cast<char>('0' + count / 10), static_cast<char>('0' + count % 10)};
}

std::string FourHex(uint16_t value) { return ToHexNumber(value, 4).substr(2); }

std::string_view VersionText(Version version) {
  switch (version) {
    case Version::kTls13: return "13";
    case Version::kTls12: return "12";
    case Version::kTls11: return "11";
    case Version::kTls10: return "10";
    case Version::kSsl30: return "s3";
  }
  return "00";
}

/// The highest version that is offered; supported_versions wins over the legacy field.
Version HighestVersion(const ClientHello& hello) {
  Version highest{};
  for (const Version version : hello.supported_versions) {
    if (!IsGrease(static_cast<uint16_t>(version))) highest = std::max(highest, version);
  }
  return hello.supported_versions.empty() ? hello.legacy_version : highest;
}

bool IsAlphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/// First and last character of the first protocol; of its hex form if one of them is not a letter
/// or a digit.
std::string AlpnText(const ClientHello& hello) {
  if (hello.alpn.empty() || hello.alpn.front().empty()) return "00";
  const std::string& first = hello.alpn.front();
  if (IsAlphanumeric(first.front()) && IsAlphanumeric(first.back())) {
    return {first.front(), first.back()};
  }
  const std::string hex = ToHex(AsBytes(first));
  return {hex.front(), hex.back()};
}

template <typename T>
std::vector<uint16_t> WithoutGrease(const std::vector<T>& values) {
  std::vector<uint16_t> kept;
  for (const T value : values) {
    const auto number = static_cast<uint16_t>(value);
    if (!IsGrease(number)) kept.push_back(number);
  }
  return kept;
}

std::string List(const std::vector<uint16_t>& values) {
  std::string text;
  for (const uint16_t value : values) text += (text.empty() ? "" : ",") + FourHex(value);
  return text;
}

/// The three parts before they are hashed.
struct Parts {
  std::string head;
  std::string ciphers;
  std::string extensions;  ///< with the signature algorithms, if there are any
};

Parts PartsOf(const ClientHello& hello) {
  std::vector<uint16_t> ciphers = WithoutGrease(hello.cipher_suites);
  std::vector<ExtensionType> types;
  for (const Extension& extension : hello.extensions) types.push_back(extension.type);
  std::vector<uint16_t> extensions = WithoutGrease(types);
  Parts parts;
  const bool named = Find(hello.extensions, ExtensionType::kServerName) != nullptr;
  parts.head = "t" + std::string(VersionText(HighestVersion(hello))) + (named ? "d" : "i") +
               TwoDigits(ciphers.size()) + TwoDigits(extensions.size()) + AlpnText(hello);
  std::sort(ciphers.begin(), ciphers.end());
  parts.ciphers = List(ciphers);
  std::erase(extensions, static_cast<uint16_t>(ExtensionType::kServerName));
  std::erase(extensions, static_cast<uint16_t>(ExtensionType::kAlpn));
  std::sort(extensions.begin(), extensions.end());
  parts.extensions = List(extensions);
  const std::string schemes = List(WithoutGrease(hello.signature_algorithms));
  if (!schemes.empty()) parts.extensions += "_" + schemes;
  return parts;
}

std::string Hash(const std::string& list) {
  if (list.empty()) return std::string(kHashCharacters, '0');
  return ToHex(Sha256(AsBytes(list))).substr(0, kHashCharacters);
}

}  // namespace

bool IsGrease(uint16_t value) {
  return (value & 0x0f0f) == 0x0a0a && (value >> 8) == (value & 0xff);
}

std::string Ja4(const ClientHello& hello) {
  const Parts parts = PartsOf(hello);
  return parts.head + "_" + Hash(parts.ciphers) + "_" + Hash(parts.extensions);
}

std::string Ja4Raw(const ClientHello& hello) {
  const Parts parts = PartsOf(hello);
  return parts.head + "_" + parts.ciphers + "_" + parts.extensions;
}

}  // namespace shakedown::tls
