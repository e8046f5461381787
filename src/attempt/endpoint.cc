#include "attempt/endpoint.h"

#include "attempt/url_parts.h"

namespace shakedown::attempt {
namespace {

constexpr Subject kSubject{"endpoint", "host:port"};

}  // namespace

Result<Endpoint> ParseEndpoint(std::string_view text) {
  if (auto defect = CharacterDefect(text, kSubject, HostPart(text))) return *std::move(defect);
  if (Scheme(text)) return Refused(kSubject, "a URL is not expected here: " + Quoted(text));
  return ParseAuthority(text, 0, kSubject);
}

std::string ToText(const Endpoint& endpoint) {
  const bool v6 = endpoint.host.find(':') != std::string::npos;
  return (v6 ? "[" + endpoint.host + "]" : endpoint.host) + ":" + std::to_string(endpoint.port);
}

bool IsIpLiteral(std::string_view host) { return IsIpv4(host) || IsIpv6(host); }

}  // namespace shakedown::attempt
