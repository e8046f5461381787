// The proxies that environment variables name, chosen as curl chooses them.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "attempt/hop.h"
#include "attempt/target.h"
#include "core/result.h"

namespace shakedown::attempt {

/// The process's proxy variables by name; only those of kProxyVariables count.
using ProxyVariables = std::map<std::string, std::string>;

/// The variables that are looked at, in curl's order: the lower-case form wins.
inline constexpr const char* kProxyVariables[] = {"https_proxy", "HTTPS_PROXY", "all_proxy",
                                                  "ALL_PROXY",   "no_proxy",    "NO_PROXY"};

/// The way that `variables` ask for to `target`; empty: direct. https:// targets take https_proxy,
/// then all_proxy; others only all_proxy. A variable that is empty counts as not set. The hop says
/// which variable chose it. kUsage, without any password, for a proxy that cannot be used.
Result<Path> PathFromEnvironment(const Target& target, const ProxyVariables& variables);

/// Whether the list `no_proxy` exempts `host` (name or IP literal) from proxies. Its words are
/// separated by commas or blanks. "*" alone exempts all. A name exempts itself and all below it, a
/// dot before it changes nothing. An address exempts itself, with /BITS its network. Ports have no
/// meaning.
bool IsExempt(std::string_view host, std::string_view no_proxy);

/// The hops of `path` for people: "http://proxy:3128", with the variable that chose them.
std::string Describe(const Path& path);

}  // namespace shakedown::attempt
