#include "attempt/resolution.h"

#include <algorithm>
#include <string>

#include "attempt/url_parts.h"

namespace shakedown::attempt {
namespace {

constexpr Subject kSubject{"--resolve", "HOST:PORT:ADDRESS, with an IPv6 address in brackets"};

/// Where "HOST:PORT" ends; npos if a part is missing. HOST may be an IPv6 address in brackets.
size_t EndOfName(std::string_view text) {
  const size_t host_end = text.find(':', text.starts_with('[') ? text.find(']') : 0);
  return host_end == std::string_view::npos ? host_end : text.find(':', host_end + 1);
}

Error InContext(const Error& error, std::string_view text) {
  return Refused(kSubject, Quoted(text) + ": " + error.message());
}

}  // namespace

Result<Resolution> ParseResolution(std::string_view text) {
  const size_t name_end = EndOfName(text);
  if (name_end == std::string_view::npos) {
    return Refused(kSubject, "a part is missing in " + Quoted(text));
  }
  Result<Endpoint> named = ParseEndpoint(text.substr(0, name_end));
  if (!named) return InContext(std::move(named).error(), text);
  Resolution resolution;
  resolution.named = *std::move(named);
  std::string_view rest = text.substr(name_end + 1);
  while (true) {
    const size_t comma = std::min(rest.find(','), rest.size());
    Result<Endpoint> address = ParseEndpoint(rest.substr(0, comma), resolution.named.port);
    if (!address) return InContext(std::move(address).error(), text);
    if (address->port != resolution.named.port) {
      return Refused(kSubject, Quoted(text) + ": an address has no port of its own here");
    }
    if (resolution.addresses.size() == kMaxAddresses) {
      return Refused(kSubject, "more than 64 addresses");
    }
    resolution.addresses.push_back(*std::move(address));
    if (comma == rest.size()) return resolution;
    rest.remove_prefix(comma + 1);
  }
}

const Resolution* FindResolution(std::span<const Resolution> resolutions,
                                 const Endpoint& endpoint) {
  const auto found =
      std::find_if(resolutions.begin(), resolutions.end(),
                   [&](const Resolution& resolution) { return resolution.named == endpoint; });
  return found == resolutions.end() ? nullptr : &*found;
}

}  // namespace shakedown::attempt
