#include "attempt/target.h"

#include <algorithm>

#include "attempt/url_parts.h"

namespace shakedown::attempt {
namespace {

constexpr uint16_t kHttpsPort = 443;
constexpr Subject kTargetSubject{"target URL", "https://host:port/path"};

Error UnknownScheme(const std::string& scheme) {
  std::string message = "the scheme " + Quoted(scheme) + " is not known";
  std::string hint = "https:// and tls:// are known; a bare host means https";
  if (scheme == "http") {
    message = "http:// has no TLS, so there is no client certificate to examine";
    hint = "use https://, or tls://host:port for another protocol inside TLS";
  } else if (!scheme.empty()) {
    hint += "; for other protocols that speak TLS from the first octet use tls://host:port";
  }
  return Error(ErrorCode::kUsage, "target URL: " + message).WithHint(std::move(hint));
}

}  // namespace

Result<Target> ParseTarget(std::string_view url) {
  if (auto defect = CharacterDefect(url, kTargetSubject)) return *std::move(defect);
  const std::optional<std::string> scheme = Scheme(url);
  if (scheme && *scheme != "https" && *scheme != "tls") return UnknownScheme(*scheme);
  const std::string_view rest = scheme ? url.substr(scheme->size() + 3) : url;
  const size_t authority_end = std::min(rest.find_first_of("/?#"), rest.size());
  std::string_view path = rest.substr(authority_end);
  Target target;
  if (scheme == "tls") target.application = Application::kNone;

  const uint16_t default_port = scheme == "tls" ? 0 : kHttpsPort;
  Result<Endpoint> endpoint =
      ParseAuthority(rest.substr(0, authority_end), default_port, kTargetSubject);
  if (!endpoint) return endpoint.error();
  target.endpoint = *std::move(endpoint);

  if (path.find('#') != std::string_view::npos) {
    return Refused(kTargetSubject, "a fragment ('#...') is never sent to a server; leave it out");
  }
  if (!path.empty() && path != "/" && scheme != "https") {
    return Refused(kTargetSubject,
                   "only https:// URLs have a path, " + Quoted(path) + " does not fit");
  }
  if (!path.empty()) target.path = path.front() == '/' ? path : "/" + std::string(path);
  return target;
}

std::string ToUrl(const Target& target) {
  if (target.application == Application::kNone) return "tls://" + ToText(target.endpoint);
  return "https://" + ToText(target.endpoint) + target.path;
}

}  // namespace shakedown::attempt
