#include "attempt/spec.h"

#include <algorithm>

namespace shakedown::attempt {

Timeouts TimeoutsWithin(Milliseconds total) {
  Timeouts timeouts;
  const Milliseconds share = std::max(std::min(timeouts.connect, total), total / 3);
  timeouts.connect = timeouts.handshake = timeouts.reply = share;
  timeouts.verdict = std::min(timeouts.verdict, total);
  timeouts.total = total;
  return timeouts;
}

bool SetVersions(std::string_view range, HandshakeSpec* spec) {
  const size_t dash = range.find('-');
  const auto lowest = tls::VersionFromName(range.substr(0, dash));
  const auto highest =
      dash == std::string_view::npos ? lowest : tls::VersionFromName(range.substr(dash + 1));
  if (!lowest || !highest || *highest < *lowest) return false;
  spec->min_version = *lowest;
  spec->max_version = *highest;
  return true;
}

std::string EffectiveSni(const HandshakeSpec& spec) {
  if (spec.sni) return IsIpLiteral(*spec.sni) ? std::string() : *spec.sni;
  const std::string& host = spec.target.endpoint.host;
  if (IsIpLiteral(host)) return {};
  // HostName has no trailing dot (RFC 6066 section 3).
  return host.ends_with('.') ? host.substr(0, host.size() - 1) : host;
}

std::string EffectiveHost(const HandshakeSpec& spec) {
  return spec.request ? HostOf(spec, *spec.request) : std::string();
}

std::string HostOf(const HandshakeSpec& spec, const HttpRequest& request) {
  if (!request.host.empty()) return request.host;
  const Endpoint& endpoint = spec.target.endpoint;
  const std::string with_port = ToText(endpoint);
  return endpoint.port == 443 ? with_port.substr(0, with_port.size() - 4) : with_port;
}

std::string PathOf(const HandshakeSpec& spec, const HttpRequest& request) {
  const std::string& path = request.path.empty() ? spec.target.path : request.path;
  return path.empty() ? "/" : path;
}

std::vector<const HttpRequest*> RequestsOf(const HandshakeSpec& spec) {
  std::vector<const HttpRequest*> requests;
  if (!spec.request) return requests;
  requests.push_back(&*spec.request);
  for (const HttpRequest& request : spec.further_requests) requests.push_back(&request);
  return requests;
}

}  // namespace shakedown::attempt
