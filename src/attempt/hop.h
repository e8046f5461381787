// The way to the server through forward proxies: plain values, and their form as URLs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "attempt/endpoint.h"
#include "core/result.h"

namespace shakedown::attempt {

/// How the client names itself to a proxy. The secret is either written out, and then sent but
/// never printed, or stands in an environment variable, which is read when it is needed.
struct ProxyLogin {
  std::string user;
  std::string password;  ///< written out; never goes into any output
  std::string variable;  ///< environment variable that holds the password, in place of `password`
  /// `variable` holds the whole value of Proxy-Authorization ("Bearer ...") and not a password.
  bool whole_field = false;

  bool given() const { return !user.empty() || !password.empty() || !variable.empty(); }
  bool operator==(const ProxyLogin&) const = default;
};

/// One thing to pass on the way: a forward proxy, or a PROXY protocol header for who comes next.
struct Hop {
  enum class Kind {
    kHttpConnect,   ///< HTTP CONNECT (RFC 9110 section 9.3.6)
    kHttpsConnect,  ///< the same inside TLS with the proxy
    kSocks5,        ///< SOCKS5 (RFC 1928); names are resolved here, the proxy gets an address
    kSocks5Name,    ///< SOCKS5; the proxy gets the name and resolves it
    kProxyV1,       ///< a PROXY protocol header as text, before anything else is said
    kProxyV2,       ///< the same in binary
  };
  Kind kind = Kind::kHttpConnect;
  /// Of the proxy. For a PROXY protocol header: the client address that it claims; an empty host
  /// stands for our own.
  Endpoint endpoint;
  ProxyLogin login{};
  /// kProxyV2: the common name of a client certificate that the header claims to be verified;
  /// empty: it claims none.
  std::string claimed_name{};
  /// The environment variable that named this proxy; empty if the user did for this run.
  std::string chosen_by{};
  bool operator==(const Hop&) const = default;
};

/// Whether `hop` is a PROXY protocol header, which nobody answers, and no proxy.
bool IsPreamble(const Hop& hop);

/// How we get there: these hops in order; empty is direct.
using Path = std::vector<Hop>;

/// The first proxy of `path`: where TCP goes; null if there is none. Borrowed.
const Hop* FirstProxy(const Path& path);
/// What is left of `path` for a client that takes no proxy: the headers that the server wants.
Path WithoutProxies(const Path& path);

/// Parses one hop, kUsage otherwise; no message repeats a password:
///   http://HOST:PORT, https://HOST:PORT, socks5://HOST:PORT, socks5h://HOST:PORT
///   with USER:PASSWORD@, USER:env:NAME@ (NAME holds the password) or, for HTTP, env:NAME@ (NAME
///   holds the value of Proxy-Authorization) before HOST; user and password may be %-encoded;
///   proxy-v1: and proxy-v2:, alone or followed by the client address to claim, ADDRESS:PORT;
///   proxy-v2: also with ?client=NAME at its end, %-encoded: it claims that the client presented a
///   good certificate of that common name.
Result<Hop> ParseHop(std::string_view url);
/// Parses a proxy as environment variables name it for curl: the scheme may be missing (http) and
/// so may the port (443 for https, else 1080). kUsage otherwise.
Result<Hop> ParseHopAsCurl(std::string_view url);
/// As ParseHop reads it, but "***" stands for a password that was written out.
std::string ToUrl(const Hop& hop);

/// Parses blank-separated hops in the order in which they are passed. "direct" alone, and nothing,
/// is an empty path. kUsage otherwise.
Result<Path> ParsePath(std::string_view urls);
/// The hops as ParsePath reads them, passwords masked; "direct" for none.
std::string ToText(const Path& path);
/// `text` with "***" for the password in everything that looks like a URL with one.
std::string MaskPasswords(std::string_view text);

}  // namespace shakedown::attempt
