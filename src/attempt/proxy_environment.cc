#include "attempt/proxy_environment.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <initializer_list>
#include <optional>

#include "core/bytes.h"
#include "core/text.h"

namespace shakedown::attempt {
namespace {

struct Setting {
  std::string name;
  std::string value;
};

/// The first of `names` that is set to something.
std::optional<Setting> FirstSet(const ProxyVariables& variables,
                                std::initializer_list<const char*> names) {
  for (const char* name : names) {
    const auto found = variables.find(name);
    if (found != variables.end() && !found->second.empty()) return Setting{name, found->second};
  }
  return std::nullopt;
}

/// The octets of an IP literal without brackets; empty if it is none.
Bytes AddressOctets(std::string_view text) {
  const std::string plain(text);
  Bytes octets(sizeof(in6_addr));
  if (inet_pton(AF_INET6, plain.c_str(), octets.data()) == 1) return octets;
  octets.resize(sizeof(in_addr));
  if (inet_pton(AF_INET, plain.c_str(), octets.data()) == 1) return octets;
  return {};
}

bool SameNetwork(const Bytes& a, const Bytes& b, size_t bits) {
  const size_t whole = bits / 8;
  if (!std::equal(a.begin(), a.begin() + static_cast<ptrdiff_t>(whole), b.begin())) return false;
  const auto mask = static_cast<uint8_t>(0xFF00u >> (bits % 8));
  return bits % 8 == 0 || (a[whole] & mask) == (b[whole] & mask);
}

bool ExemptsAddress(const Bytes& address, std::string_view word) {
  const size_t slash = std::min(word.find('/'), word.size());
  const Bytes network = AddressOctets(word.substr(0, slash));
  if (network.size() != address.size()) return false;
  size_t bits = 0;
  if (slash < word.size()) {
    const std::string_view text = word.substr(slash + 1);
    std::from_chars(text.data(), text.data() + text.size(), bits);
  }
  // As for curl, a network of 0 bits, or of what is no number, is a single address.
  if (bits == 0) bits = address.size() * 8;
  return bits <= address.size() * 8 && SameNetwork(address, network, bits);
}

bool ExemptsName(std::string_view host, std::string_view word) {
  if (word.ends_with('.')) word.remove_suffix(1);
  if (word.starts_with('.')) word.remove_prefix(1);
  if (word.empty() || word.size() > host.size()) return false;
  if (!EqualsIgnoringAsciiCase(host.substr(host.size() - word.size()), word)) return false;
  return word.size() == host.size() || host[host.size() - word.size() - 1] == '.';
}

}  // namespace

bool IsExempt(std::string_view host, std::string_view no_proxy) {
  if (no_proxy == "*") return true;
  const Bytes address = AddressOctets(host);
  if (host.ends_with('.')) host.remove_suffix(1);
  std::string list(no_proxy);
  std::replace(list.begin(), list.end(), ',', ' ');
  const std::vector<std::string_view> words = Words(list);
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
    return address.empty() ? ExemptsName(host, word) : ExemptsAddress(address, word);
  });
}

Result<Path> PathFromEnvironment(const Target& target, const ProxyVariables& variables) {
  std::optional<Setting> proxy;
  if (target.application == Application::kHttp) {
    proxy = FirstSet(variables, {"https_proxy", "HTTPS_PROXY"});
  }
  if (!proxy) proxy = FirstSet(variables, {"all_proxy", "ALL_PROXY"});
  if (!proxy) return Path{};
  const auto exempt = FirstSet(variables, {"no_proxy", "NO_PROXY"});
  if (exempt && IsExempt(target.endpoint.host, exempt->value)) return Path{};
  Result<Hop> hop = ParseHopAsCurl(Trimmed(proxy->value));
  if (!hop) {
    return Error(hop.error())
        .AddContext("the environment variable " + proxy->name)
        .WithHint("correct it, or go without a proxy: --via direct");
  }
  hop->chosen_by = proxy->name;
  return Path{*std::move(hop)};
}

std::string Describe(const Path& path) {
  std::string text;
  for (const Hop& hop : path) {
    if (!text.empty()) text += ", ";
    text += ToUrl(hop);
    if (!hop.chosen_by.empty()) text += " (chosen by " + hop.chosen_by + ")";
  }
  return text;
}

}  // namespace shakedown::attempt
