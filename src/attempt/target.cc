#include "attempt/target.h"

#include <algorithm>
#include <optional>

#include "attempt/url_parts.h"

namespace shakedown::attempt {
namespace {

constexpr Subject kTargetSubject{"target URL", "https://host:port/path"};
constexpr size_t kLongestUser = 200;

std::string KnownSchemes() {
  std::string known;
  for (const Protocol& row : Protocols()) {
    for (const std::string_view scheme : {row.scheme, row.tls_scheme}) {
      if (scheme.empty()) continue;
      if (!known.empty()) known += ", ";
      known += std::string(scheme) + "://";
    }
  }
  return known;
}

Error UnknownScheme(const std::string& scheme) {
  std::string message = "the scheme " + Quoted(scheme) + " is not known";
  std::string hint = "a bare host means https; known are " + KnownSchemes();
  if (scheme == "http") {
    message = "http:// has no TLS, so there is no client certificate to examine";
    hint = "use https://, or tls://host:port for another protocol inside TLS";
  } else if (!scheme.empty()) {
    hint += "; for other protocols that speak TLS from the first octet use tls://host:port";
  }
  return Error(ErrorCode::kUsage, "target URL: " + message).WithHint(std::move(hint));
}

/// What a URL's scheme, or --starttls, decides.
struct Kind {
  const Protocol* protocol = nullptr;
  bool starttls = false;
  uint16_t port = 0;  ///< 0: the URL has to name it
};

Result<Kind> KindOfScheme(const std::string& scheme) {
  const Protocol* row = ProtocolByScheme(scheme);
  if (row == nullptr) return UnknownScheme(scheme);
  if (row->tls_scheme == scheme) return Kind{row, false, row->tls_port};
  return Kind{row, true, row->port};
}

Result<Kind> KindOfStarttls(std::string_view name, const std::optional<std::string>& scheme) {
  const Protocol* row = StarttlsProtocol(name);
  if (row == nullptr) {
    return Error(ErrorCode::kUsage,
                 "--starttls: " + Quoted(name) + " is no protocol that can ask for TLS")
        .WithHint("it is one of " + StarttlsNames());
  }
  if (!scheme) return Kind{row, true, row->port};
  if (*scheme == "tls") return Kind{row, true, 0};
  if (ProtocolByScheme(*scheme) == row && row->tls_scheme != *scheme) {
    return Kind{row, true, row->port};
  }
  return Error(ErrorCode::kUsage, "--starttls " + std::string(name) + " and the URL scheme " +
                                      Quoted(*scheme) + " contradict each other")
      .WithHint("write " + std::string(row->scheme) + "://host:port, or host:port with --starttls");
}

/// The user in front of '@'. A password is refused, and never repeated.
Result<std::string> TakeUser(std::string_view* authority) {
  const size_t at = authority->rfind('@');
  if (at == std::string_view::npos) return std::string();
  const std::string_view user = authority->substr(0, at);
  authority->remove_prefix(at + 1);
  if (user.find(':') != std::string_view::npos) {
    return Refused(kTargetSubject,
                   "a password has no place in it; only the user is needed to see what the server "
                   "says about the certificate");
  }
  if (user.empty() || user.size() > kLongestUser || user.find('@') != std::string_view::npos) {
    return Refused(kTargetSubject, "the user in front of '@' is missing or malformed");
  }
  return std::string(user);
}

Result<std::string> ReadPath(std::string_view path, const Kind& kind,
                             const std::optional<std::string>& scheme) {
  if (path.find('#') != std::string_view::npos) {
    return Refused(kTargetSubject, "a fragment ('#...') is never sent to a server; leave it out");
  }
  const bool has_path = scheme == "https" || kind.protocol->login;
  if (!path.empty() && path != "/" && !has_path) {
    return Refused(kTargetSubject, "only https:// and database URLs have a path, " + Quoted(path) +
                                       " does not fit");
  }
  if (path.empty()) return std::string("/");
  return path.front() == '/' ? std::string(path) : "/" + std::string(path);
}

}  // namespace

Result<Target> ParseTarget(std::string_view url) { return ParseTarget(url, {}); }

Result<Target> ParseTarget(std::string_view url, std::string_view starttls) {
  if (auto defect = CharacterDefect(url, kTargetSubject, HostPart(url))) return *std::move(defect);
  const std::optional<std::string> scheme = Scheme(url);
  const Result<Kind> kind =
      starttls.empty() ? KindOfScheme(scheme.value_or("https")) : KindOfStarttls(starttls, scheme);
  if (!kind) return kind.error();
  const std::string_view rest = scheme ? url.substr(scheme->size() + 3) : url;
  const size_t authority_end = std::min(rest.find_first_of("/?#"), rest.size());
  std::string_view authority = rest.substr(0, authority_end);

  Target target;
  target.application = kind->protocol->application;
  target.starttls = kind->starttls;
  if (kind->protocol->login) {
    Result<std::string> user = TakeUser(&authority);
    if (!user) return user.error();
    target.user = *std::move(user);
  }
  Result<Endpoint> endpoint = ParseAuthority(authority, kind->port, kTargetSubject);
  if (!endpoint) return endpoint.error();
  target.endpoint = *std::move(endpoint);
  Result<std::string> path = ReadPath(rest.substr(authority_end), *kind, scheme);
  if (!path) return path.error();
  target.path = *std::move(path);
  return target;
}

std::string ToUrl(const Target& target) {
  const Protocol& row = ProtocolOf(target.application);
  std::string url(target.starttls ? row.scheme : row.tls_scheme);
  url += "://";
  if (!target.user.empty()) url += target.user + "@";
  url += ToText(target.endpoint);
  const bool database = row.login && target.path != "/";
  if (target.application == Application::kHttp || database) url += target.path;
  return url;
}

}  // namespace shakedown::attempt
