#include "attempt/endpoint.h"

#include "attempt/url_parts.h"
#include "core/text.h"

namespace shakedown::attempt {
namespace {

constexpr Subject kSubject{"endpoint", "host:port"};

}  // namespace

Result<Endpoint> ParseEndpoint(std::string_view text) { return ParseEndpoint(text, 0); }

Result<Endpoint> ParseEndpoint(std::string_view text, uint16_t default_port) {
  if (default_port != 0 && IsIpv6(text)) return Endpoint{ToLowerAscii(text), default_port};
  if (auto defect = CharacterDefect(text, kSubject, HostPart(text))) return *std::move(defect);
  if (Scheme(text)) return Refused(kSubject, "a URL is not expected here: " + Quoted(text));
  return ParseAuthority(text, default_port, kSubject);
}

std::string ToText(const Endpoint& endpoint) {
  const bool v6 = endpoint.host.find(':') != std::string::npos;
  return (v6 ? "[" + endpoint.host + "]" : endpoint.host) + ":" + std::to_string(endpoint.port);
}

bool IsIpLiteral(std::string_view host) { return IsIpv4(host) || IsIpv6(host); }

}  // namespace shakedown::attempt
