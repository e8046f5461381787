#include "attempt/alternative_name.h"

#include <arpa/inet.h>

#include <array>

#include "core/hex.h"
#include "core/text.h"
#include "tls/oid.h"

namespace shakedown::attempt {
namespace {

using Kind = AlternativeName::Kind;

constexpr std::array<const char*, 6> kKinds = {"dns", "email", "uri", "ip", "upn", "rid"};

std::optional<std::string> Unescaped(std::string_view text) {
  std::string value;
  while (!text.empty()) {
    if (text[0] != '%') {
      value += text[0];
      text.remove_prefix(1);
      continue;
    }
    const auto octet = text.size() < 3 ? std::nullopt : FromHex(text.substr(1, 2));
    if (!octet || octet->size() != 1) return std::nullopt;
    value += AsText(*octet);
    text.remove_prefix(3);
  }
  return value;
}

bool IsAddress(const std::string& text) {
  std::array<uint8_t, 16> address{};
  return inet_pton(AF_INET, text.c_str(), address.data()) == 1 ||
         inet_pton(AF_INET6, text.c_str(), address.data()) == 1;
}

bool Fits(const AlternativeName& name) {
  if (name.kind == Kind::kIp) return IsAddress(name.value);
  if (name.kind == Kind::kRegisteredId) return tls::OidFromText(name.value).has_value();
  return !name.value.empty();
}

std::optional<AlternativeName> Parse(std::string_view word) {
  const size_t colon = word.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  for (size_t i = 0; i < kKinds.size(); ++i) {
    if (word.substr(0, colon) != kKinds[i]) continue;
    auto value = Unescaped(word.substr(colon + 1));
    if (!value) return std::nullopt;
    AlternativeName name{static_cast<Kind>(i), std::move(*value)};
    return Fits(name) ? std::optional(std::move(name)) : std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

const char* ToString(AlternativeName::Kind kind) { return kKinds[static_cast<size_t>(kind)]; }

std::optional<std::vector<AlternativeName>> ParseAlternativeNames(std::string_view text) {
  std::vector<AlternativeName> names;
  for (const std::string_view word : Words(text)) {
    auto name = Parse(word);
    if (!name) return std::nullopt;
    names.push_back(std::move(*name));
  }
  return names;
}

}  // namespace shakedown::attempt
