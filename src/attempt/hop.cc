#include "attempt/hop.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "attempt/url_parts.h"
#include "core/hex.h"
#include "core/text.h"

namespace shakedown::attempt {
namespace {

constexpr Subject kProxySubject{"proxy URL", "http://host:port"};
constexpr Subject kHeaderSubject{"PROXY protocol header", "proxy-v1: or proxy-v1:ADDRESS:PORT"};
constexpr std::string_view kVariable = "env:";
constexpr std::string_view kMask = "***";
/// RFC 1929 section 2 counts user and password in one octet each.
constexpr size_t kLongestSocksField = 255;
constexpr uint16_t kCurlPort = 1080;
constexpr uint16_t kHttpsPort = 443;

struct KindName {
  Hop::Kind kind;
  std::string_view scheme;
};
constexpr std::array<KindName, 4> kProxies = {{{Hop::Kind::kHttpConnect, "http"},
                                               {Hop::Kind::kHttpsConnect, "https"},
                                               {Hop::Kind::kSocks5, "socks5"},
                                               {Hop::Kind::kSocks5Name, "socks5h"}}};
constexpr std::array<KindName, 2> kHeaders = {
    {{Hop::Kind::kProxyV1, "proxy-v1"}, {Hop::Kind::kProxyV2, "proxy-v2"}}};

std::string_view SchemeOf(Hop::Kind kind) {
  for (const KindName& known : kProxies) {
    if (known.kind == kind) return known.scheme;
  }
  return kind == Hop::Kind::kProxyV1 ? kHeaders[0].scheme : kHeaders[1].scheme;
}

bool SpeaksHttp(Hop::Kind kind) {
  return kind == Hop::Kind::kHttpConnect || kind == Hop::Kind::kHttpsConnect;
}

bool IsVariableCharacter(char c, bool first) {
  const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  return letter || (!first && c >= '0' && c <= '9');
}

bool IsVariable(std::string_view name) {
  bool first = true;
  for (const char c : name) {
    if (!IsVariableCharacter(c, std::exchange(first, false))) return false;
  }
  return !name.empty();
}

/// Undoes %-encoding (RFC 3986 section 2.1); nothing if a '%' has no two hex digits behind it.
std::optional<std::string> Decoded(std::string_view text) {
  std::string plain;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      plain += text[i];
      continue;
    }
    const auto octet = FromHex(text.substr(i + 1, 2));
    if (!octet || octet->size() != 1) return std::nullopt;
    plain += static_cast<char>(octet->front());
    i += 2;
  }
  return plain;
}

std::string Encoded(std::string_view text) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~";
  std::string encoded;
  for (const char c : text) {
    if (kPlain.find(c) != std::string_view::npos) {
      encoded += c;
    } else {
      const auto octet = static_cast<uint8_t>(c);
      encoded += '%' + ToHex(ByteSpan(&octet, 1));
    }
  }
  return encoded;
}

/// What RFC 7617 section 2 and RFC 1929 section 2 cannot carry. No message repeats a secret.
std::optional<Error> LoginDefect(const ProxyLogin& login, Hop::Kind kind) {
  if (SpeaksHttp(kind) && login.user.find(':') != std::string::npos) {
    return Refused(kProxySubject, "a user name with ':' cannot be sent with Basic");
  }
  const auto is_control = [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == '\x7f';
  };
  for (const std::string* part : {&login.user, &login.password}) {
    if (SpeaksHttp(kind) && std::any_of(part->begin(), part->end(), is_control)) {
      return Refused(kProxySubject, "user or password holds a control character");
    }
    if (!SpeaksHttp(kind) && part->size() > kLongestSocksField) {
      return Refused(kProxySubject, "user or password is longer than the 255 octets of SOCKS5");
    }
  }
  return std::nullopt;
}

/// Reads what stands before '@'.
Result<ProxyLogin> ParseLogin(std::string_view text, Hop::Kind kind) {
  ProxyLogin login;
  login.whole_field = text.starts_with(kVariable);
  if (login.whole_field && !SpeaksHttp(kind)) {
    return Refused(kProxySubject, "SOCKS5 has user and password, as in user:env:NAME@");
  }
  const size_t colon = login.whole_field ? 0 : std::min(text.find(':'), text.size());
  std::string_view secret =
      login.whole_field ? text : text.substr(std::min(colon + 1, text.size()));
  if (secret.starts_with(kVariable)) {
    login.variable = secret.substr(kVariable.size());
    if (!IsVariable(login.variable)) {
      return Refused(kProxySubject, "'env:' wants the name of an environment variable behind it");
    }
    secret = {};
  }
  std::optional<std::string> user = Decoded(text.substr(0, colon));
  std::optional<std::string> password = Decoded(secret);
  if (!user || !password) {
    return Refused(kProxySubject, "a '%' before '@' is not followed by two hex digits");
  }
  login.user = std::move(*user);
  login.password = std::move(*password);
  if (auto defect = LoginDefect(login, kind)) return *std::move(defect);
  return login;
}

/// Cuts "?client=NAME" off `text` and reads it into `hop`.
std::optional<Error> TakeClaimedName(std::string_view* text, Hop* hop) {
  constexpr std::string_view kClient = "?client=";
  constexpr size_t kLongestName = 255;
  const size_t at = text->find('?');
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view query = text->substr(at);
  const auto name =
      query.starts_with(kClient) ? Decoded(query.substr(kClient.size())) : std::nullopt;
  if (hop->kind != Hop::Kind::kProxyV2 || !name || name->empty() || name->size() > kLongestName) {
    return Refused(kHeaderSubject, "behind '?' proxy-v2: has client=NAME, and proxy-v1: nothing");
  }
  hop->claimed_name = *name;
  *text = text->substr(0, at);
  return std::nullopt;
}

/// "proxy-v1:" and what may follow it; nothing if `text` is another word.
std::optional<Result<Hop>> ParseHeader(std::string_view text) {
  for (const KindName& known : kHeaders) {
    if (!ToLowerAscii(text).starts_with(std::string(known.scheme) + ':')) continue;
    Hop hop{known.kind, {}};
    std::string_view claimed = text.substr(known.scheme.size() + 1);
    if (auto defect = TakeClaimedName(&claimed, &hop)) return Result<Hop>(*std::move(defect));
    if (claimed.empty()) return hop;
    Result<Endpoint> endpoint = ParseAuthority(claimed, 0, kHeaderSubject);
    if (!endpoint) return std::move(endpoint).error();
    if (!IsIpLiteral(endpoint->host)) {
      return Refused(kHeaderSubject, "the client that it claims is an address, not a name");
    }
    hop.endpoint = *std::move(endpoint);
    return hop;
  }
  return std::nullopt;
}

Error UnknownKind(const std::string& scheme) {
  const bool printable = scheme.find('@') == std::string::npos;
  return Error(ErrorCode::kUsage, "proxy URL: proxies of the kind " +
                                      (printable ? Quoted(scheme) : "before '://'") +
                                      " are not supported")
      .WithHint("http://, https://, socks5:// and socks5h:// are, and proxy-v1: and proxy-v2:");
}

/// Where the host ends may stand a password whose '@' was forgotten: it is not repeated.
std::optional<Error> PortDefect(std::string_view authority) {
  const size_t host_end = authority.starts_with('[') ? authority.find(']') : 0;
  const size_t colon = authority.find(':', std::min(host_end, authority.size()));
  if (colon == std::string_view::npos) return std::nullopt;
  const std::string_view port = authority.substr(colon + 1);
  if (port.find_first_not_of("0123456789") == std::string_view::npos) return std::nullopt;
  return Refused(kProxySubject,
                 "what stands behind the host's ':' is not a port; a user name and a password are "
                 "followed by '@', an IPv6 address stands in brackets");
}

/// Which ports stand for themselves.
enum class Ports { kWritten, kAsCurl };

Result<Hop> ParseProxy(std::string_view url, Ports ports) {
  const std::optional<std::string> scheme = Scheme(url);
  if (!scheme) return Refused(kProxySubject, "the scheme 'http://' is missing");
  const auto* known = std::find_if(kProxies.begin(), kProxies.end(),
                                   [&](const KindName& name) { return name.scheme == *scheme; });
  if (known == kProxies.end()) return UnknownKind(*scheme);
  Hop hop{known->kind, {}};
  std::string_view authority = url.substr(scheme->size() + 3);
  const bool curl = ports == Ports::kAsCurl;
  if (const size_t slash = authority.find_first_of("/?#"); slash != std::string_view::npos) {
    // curl ignores the path of a proxy that the environment names.
    if (!curl && authority.substr(slash) != "/") {
      return Refused(kProxySubject,
                     "a proxy has no path; '/', '?' and '#' in a password are %-encoded");
    }
    authority = authority.substr(0, slash);
  }
  if (const size_t at = authority.rfind('@'); at != std::string_view::npos) {
    Result<ProxyLogin> login = ParseLogin(authority.substr(0, at), hop.kind);
    if (!login) return std::move(login).error();
    hop.login = *std::move(login);
    authority = authority.substr(at + 1);
  }
  if (auto defect = PortDefect(authority)) return *std::move(defect);
  const uint16_t port = hop.kind == Hop::Kind::kHttpsConnect ? kHttpsPort : kCurlPort;
  Result<Endpoint> endpoint = ParseAuthority(authority, curl ? port : 0, kProxySubject);
  if (!endpoint) return std::move(endpoint).error();
  hop.endpoint = *std::move(endpoint);
  return hop;
}

std::string LoginText(const ProxyLogin& login) {
  if (!login.given()) return {};
  if (login.whole_field) return std::string(kVariable) + login.variable + "@";
  std::string text = Encoded(login.user);
  if (!login.variable.empty()) {
    text += ':' + std::string(kVariable) + login.variable;
  } else if (!login.password.empty()) {
    text += ':' + std::string(kMask);
  }
  return text + "@";
}

/// Masks the password of the URL whose authority begins at `begin`; the end of what was done.
size_t MaskOne(std::string* text, size_t begin) {
  const size_t end = std::min(text->find_first_of(" \t\r\n\"'<>", begin), text->size());
  const size_t at = text->rfind('@', end == 0 ? 0 : end - 1);
  if (at == std::string::npos || at < begin) return begin;
  const size_t colon = text->find(':', begin);
  if (colon == std::string::npos || colon >= at) return at;
  const size_t secret = colon + 1;
  const bool named = text->compare(secret, kVariable.size(), kVariable) == 0 ||
                     text->compare(begin, kVariable.size(), kVariable) == 0;
  if (named || secret == at) return at;
  text->replace(secret, at - secret, kMask);
  return secret + kMask.size();
}

}  // namespace

bool IsPreamble(const Hop& hop) {
  return hop.kind == Hop::Kind::kProxyV1 || hop.kind == Hop::Kind::kProxyV2;
}

const Hop* FirstProxy(const Path& path) {
  const auto found = std::find_if_not(path.begin(), path.end(), IsPreamble);
  return found == path.end() ? nullptr : &*found;
}

Path WithoutProxies(const Path& path) {
  const auto last = std::find_if_not(path.rbegin(), path.rend(), IsPreamble);
  return {last.base(), path.end()};
}

Result<Hop> ParseHop(std::string_view url) {
  if (auto defect = CharacterDefect(url, kProxySubject, HostPart(url))) return *std::move(defect);
  if (auto header = ParseHeader(url)) return *std::move(header);
  return ParseProxy(url, Ports::kWritten);
}

Result<Hop> ParseHopAsCurl(std::string_view url) {
  if (auto defect = CharacterDefect(url, kProxySubject, HostPart(url))) return *std::move(defect);
  if (Scheme(url)) return ParseProxy(url, Ports::kAsCurl);
  return ParseProxy("http://" + std::string(url), Ports::kAsCurl);
}

std::string ToUrl(const Hop& hop) {
  const std::string scheme(SchemeOf(hop.kind));
  if (IsPreamble(hop)) {
    const std::string claim =
        hop.claimed_name.empty() ? std::string() : "?client=" + Encoded(hop.claimed_name);
    return scheme + ":" + (hop.endpoint.host.empty() ? std::string() : ToText(hop.endpoint)) +
           claim;
  }
  return scheme + "://" + LoginText(hop.login) + ToText(hop.endpoint);
}

Result<Path> ParsePath(std::string_view urls) {
  Path path;
  if (Trimmed(urls) == "direct") return path;
  for (const std::string_view url : Words(urls)) {
    if (url == "direct") {
      return Error(ErrorCode::kUsage, "'direct' stands alone: it means no proxy at all");
    }
    Result<Hop> hop = ParseHop(url);
    if (!hop) return std::move(hop).error();
    path.push_back(std::move(*hop));
  }
  return path;
}

std::string ToText(const Path& path) {
  std::vector<std::string> urls;
  for (const Hop& hop : path) urls.push_back(ToUrl(hop));
  return urls.empty() ? "direct" : Joined(urls, " ");
}

std::string MaskPasswords(std::string_view text) {
  std::string masked(text);
  size_t from = 0;
  while (true) {
    const size_t scheme = masked.find("://", from);
    if (scheme == std::string::npos) return masked;
    from = MaskOne(&masked, scheme + 3);
  }
}

}  // namespace shakedown::attempt
