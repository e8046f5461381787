// --resolve: the addresses that stand in for a name, as curl has it.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "attempt/endpoint.h"
#include "core/result.h"

namespace shakedown::attempt {

/// Connections to `named` go to these addresses.
struct Resolution {
  Endpoint named;
  std::vector<Endpoint> addresses;  ///< at least one; the port is that of `named`
  bool operator==(const Resolution&) const = default;
};

/// The most addresses that one name may stand for.
inline constexpr size_t kMaxAddresses = 64;

/// Parses "HOST:PORT:ADDRESS[,ADDRESS]...", IPv6 in brackets. An address may be a name too, which
/// is then resolved in place of HOST. kUsage otherwise.
Result<Resolution> ParseResolution(std::string_view text);

/// The first of `resolutions` that names `endpoint`; null if none does. Borrowed.
const Resolution* FindResolution(std::span<const Resolution> resolutions, const Endpoint& endpoint);

}  // namespace shakedown::attempt
