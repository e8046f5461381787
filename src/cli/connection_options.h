// Options that every command which connects to a server has in common.
#pragma once

#include <string>
#include <vector>

#include "attempt/proxy_environment.h"
#include "cli/options.h"
#include "cli/shard.h"
#include "core/clock.h"
#include "core/result.h"
#include "report/console.h"

namespace shakedown::cli {

/// An option that takes one text, shown as `name` in help. Owned by Program_options.
po::typed_value<std::string>* Text(const char* name);
/// An option that may be given several times.
po::typed_value<std::vector<std::string>>* Texts(const char* name);

/// Adds --starttls, --server-ca, --client-ca, --crl, --sni, --host and --via.
void AddConnectionOptions(po::options_description* options);
/// What the environment says about proxies; nothing if --via was given: it wins, even if empty.
attempt::ProxyVariables ProxyVariablesOf(const ParsedOptions& options,
                                         const Environment& environment);
/// The way to `target`: --via, or what the environment's proxy variables say. kUsage.
Result<attempt::Path> ReadPath(const ParsedOptions& options, const attempt::Target& target);
/// Adds --color.
void AddColorOption(po::options_description* options);

/// --timeout, or `otherwise` if it was not given. kUsage if it is no positive time.
Result<Milliseconds> ReadTimeout(const ParsedOptions& options, Milliseconds otherwise);
/// --keylog, or what SSLKEYLOGFILE names; empty: no key log.
std::string KeyLogFile(const ParsedOptions& options);
/// --color. kUsage for an unknown word.
Result<report::ColorChoice> ReadColor(const ParsedOptions& options);

}  // namespace shakedown::cli
