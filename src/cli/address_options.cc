#include "cli/address_options.h"

#include <utility>

#include "attempt/idn.h"
#include "cli/connection_options.h"
#include "core/text.h"

namespace shakedown::cli {

using attempt::Endpoint;
using attempt::Resolution;

void AddAddressOptions(po::options_description* options) {
  auto add = options->add_options();
  add("resolve", Texts("HOST:PORT:ADDR"), "connect to ADDR instead of HOST (repeatable)");
  add("origin", Text("ADDR[:PORT]"),
      "connect there, past the CDN or load balancer; names in TLS and HTTP stay");
}

Result<std::vector<Resolution>> ReadResolutions(const ParsedOptions& options) {
  std::vector<Resolution> resolutions;
  for (const std::string& text : options.texts("resolve")) {
    Result<Resolution> resolution = attempt::ParseResolution(text);
    if (!resolution) return std::move(resolution).error();
    resolutions.push_back(*std::move(resolution));
  }
  return resolutions;
}

Result<std::optional<Endpoint>> ReadOrigin(const ParsedOptions& options, uint16_t port) {
  if (!options.has("origin")) return std::optional<Endpoint>();
  Result<Endpoint> origin = attempt::ParseEndpoint(options.text("origin"), port);
  if (origin) return std::optional<Endpoint>(*std::move(origin));
  return Error(ErrorCode::kUsage, "--origin: " + origin.error().message())
      .WithHint("write it as an address or a name, with :PORT if the port differs");
}

Result<std::vector<Endpoint>> ResolvedAddresses(const ParsedOptions& options,
                                                const Endpoint& target) {
  const Result<std::vector<Resolution>> resolutions = ReadResolutions(options);
  if (!resolutions) return resolutions.error();
  std::vector<Endpoint> addresses;
  for (const Resolution& resolution : *resolutions) {
    if (!(resolution.named == target)) {
      return Error(ErrorCode::kUsage, "--resolve names " + attempt::ToText(resolution.named) +
                                          ", the target is " + attempt::ToText(target))
          .WithHint("name and port have to be those of the URL");
    }
    addresses.insert(addresses.end(), resolution.addresses.begin(), resolution.addresses.end());
  }
  return addresses;
}

Result<std::string> ReadServerName(const ParsedOptions& options) {
  Result<std::string> name = attempt::ToAsciiName(options.text("sni"));
  if (!name) return std::move(name).error().AddContext("--sni");
  if (!attempt::IsIpLiteral(*name)) return name;
  return Error(ErrorCode::kUsage, "--sni '" + *name + "' is an address, and a server name never is")
      .WithHint("give a name, or --sni= to send none, as clients do that know only an address");
}

Result<std::optional<Endpoint>> ReadAddress(const ParsedOptions& options, const Endpoint& target) {
  Result<std::optional<Endpoint>> origin = ReadOrigin(options, target.port);
  if (!origin) return origin;
  const Result<std::vector<Endpoint>> resolved = ResolvedAddresses(options, target);
  if (!resolved) return resolved.error();
  if (resolved->empty()) return origin;
  if (*origin) {
    return Error(ErrorCode::kUsage, "--resolve and --origin both say where to connect")
        .WithHint("give one of them; explain --all-addresses compares the two");
  }
  if (resolved->size() == 1) return std::optional<Endpoint>(resolved->front());
  return Error(ErrorCode::kUsage, "--resolve names " + std::to_string(resolved->size()) +
                                      " addresses, and one handshake goes to one")
      .WithHint("explain --all-addresses tries and compares them");
}

}  // namespace shakedown::cli
