// --resolve and --origin: connecting elsewhere than the URL says, while names stay as they are.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "attempt/resolution.h"
#include "cli/options.h"
#include "core/result.h"

namespace shakedown::cli {

/// Adds --resolve and --origin.
void AddAddressOptions(po::options_description* options);

/// Every --resolve. kUsage for one that does not parse.
Result<std::vector<attempt::Resolution>> ReadResolutions(const ParsedOptions& options);
/// --origin as an endpoint, with `port` unless it names one; nothing if it was not given. kUsage.
Result<std::optional<attempt::Endpoint>> ReadOrigin(const ParsedOptions& options, uint16_t port);

/// The addresses that --resolve names for `target`; empty if it was not given. kUsage if it is
/// given and names another server.
Result<std::vector<attempt::Endpoint>> ResolvedAddresses(const ParsedOptions& options,
                                                         const attempt::Endpoint& target);

/// --sni, an international name as A-labels; empty: none is to be sent. kUsage for an address,
/// which a server name never is (RFC 6066 section 3).
Result<std::string> ReadServerName(const ParsedOptions& options);

/// Where to connect in place of `target`, as --resolve or --origin says; nothing without them.
/// kUsage if both are given or there are several addresses.
Result<std::optional<attempt::Endpoint>> ReadAddress(const ParsedOptions& options,
                                                     const attempt::Endpoint& target);

}  // namespace shakedown::cli
