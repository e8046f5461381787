#include "attempt/spec.h"

namespace shakedown::attempt {

std::string EffectiveSni(const HandshakeSpec& spec) {
  if (spec.sni) return *spec.sni;
  const std::string& host = spec.target.endpoint.host;
  if (IsIpLiteral(host)) return {};
  // HostName has no trailing dot (RFC 6066 section 3).
  return host.ends_with('.') ? host.substr(0, host.size() - 1) : host;
}

std::string EffectiveHost(const HandshakeSpec& spec) {
  if (!spec.request) return {};
  if (!spec.request->host.empty()) return spec.request->host;
  const Endpoint& endpoint = spec.target.endpoint;
  const std::string with_port = ToText(endpoint);
  return endpoint.port == 443 ? with_port.substr(0, with_port.size() - 4) : with_port;
}

}  // namespace shakedown::attempt
