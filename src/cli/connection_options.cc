#include "cli/connection_options.h"

#include <utility>

namespace shakedown::cli {
namespace {

std::string StarttlsHelp() {
  return "ask for TLS in clear: " + attempt::StarttlsNames() + "; URLs say it too (smtp://)";
}

}  // namespace

po::typed_value<std::string>* Text(const char* name) {
  return po::value<std::string>()->value_name(name);
}

po::typed_value<std::vector<std::string>>* Texts(const char* name) {
  return po::value<std::vector<std::string>>()->value_name(name)->composing();
}

void AddConnectionOptions(po::options_description* options) {
  auto add = options->add_options();
  add("server-ca", Text("FILE"), "CA file that the server's certificate is checked against");
  add("client-ca", Text("FILE"), "CA file that the server trusts, if you have it");
  add("crl", Text("FILE"), "CRL that the server checks");
  add("starttls", Text("NAME"), StarttlsHelp().c_str());
  add("sni", Text("NAME"), "server name to send; empty: none (default: the URL's host)");
  add("host", Text("NAME"), "HTTP Host (default: the URL's host)");
  add("via", Text("URLS"),
      "proxies to pass, in order, blank-separated: http, https, socks5 or socks5h://"
      "[USER:PASSWORD@]HOST:PORT (PASSWORD may be env:NAME), and proxy-v1: or proxy-v2:; "
      "'direct': none (default: what HTTPS_PROXY, ALL_PROXY and NO_PROXY say)");
}

void AddColorOption(po::options_description* options) {
  options->add_options()("color", Text("auto|always|never"), "colours (default: auto)");
}

attempt::ProxyVariables ProxyVariablesOf(const ParsedOptions& options,
                                         const Environment& environment) {
  attempt::ProxyVariables variables;
  if (options.has("via")) return variables;
  for (const char* name : attempt::kProxyVariables) {
    if (auto value = environment(name)) variables[name] = *std::move(value);
  }
  return variables;
}

Result<attempt::Path> ReadPath(const ParsedOptions& options, const attempt::Target& target) {
  if (!options.has("via")) {
    return attempt::PathFromEnvironment(target, ProxyVariablesOf(options, ProcessEnvironment()));
  }
  Result<attempt::Path> path = attempt::ParsePath(options.text("via"));
  if (!path) return std::move(path).error().AddContext("--via");
  return path;
}

Result<Milliseconds> ReadTimeout(const ParsedOptions& options, Milliseconds otherwise) {
  if (!options.has("timeout")) return otherwise;
  const auto timeout = ParseDuration(options.text("timeout"));
  if (timeout && timeout->count() > 0) return *timeout;
  return Error(ErrorCode::kUsage, "--timeout wants a time with its unit, such as 15s or 500ms");
}

std::string KeyLogFile(const ParsedOptions& options) {
  const std::string named = options.text("keylog");
  return named.empty() ? ProcessEnvironment()("SSLKEYLOGFILE").value_or("") : named;
}

Result<report::ColorChoice> ReadColor(const ParsedOptions& options) {
  const std::string color = options.text("color");
  if (color == "always") return report::ColorChoice::kAlways;
  if (color == "never") return report::ColorChoice::kNever;
  if (color.empty() || color == "auto") return report::ColorChoice::kAuto;
  return Error(ErrorCode::kUsage, "--color is auto, always or never");
}

}  // namespace shakedown::cli
