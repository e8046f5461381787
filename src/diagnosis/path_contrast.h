// Whether a refusal is for one path or for the whole host: what another attempt met at "/".
#pragma once

#include <string>
#include <string_view>

#include "diagnosis/case.h"

namespace shakedown::diagnosis {

/// The path that is compared with the one asked for: servers have it, and what holds for it holds
/// for the host.
inline constexpr std::string_view kRootPath = "/";

enum class Scope {
  kUnknown,    ///< nobody asked, or the answer tells nothing
  kThisPath,   ///< "/" of the same host is not refused
  kWholeHost,  ///< it is refused as well
};

struct PathContrast {
  Scope scope = Scope::kUnknown;
  const Other* other = nullptr;  ///< the attempt that shows it; null if unknown
  std::string text;              ///< the observation, as evidence
};

/// Looks for an attempt with the same identity and names that asked for "/" where this one asked
/// for another path, and was refused.
PathContrast ContrastPaths(const Case& c);

}  // namespace shakedown::diagnosis
