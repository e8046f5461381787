// Which part of a run is ours: --shard, our own variable, and those of test runners and CI systems.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "core/result.h"

namespace shakedown::cli {

struct Shard {
  int index = 0;  ///< 0-based
  int count = 1;
  std::string source;       ///< where it was taken from, for people; empty: not sharded
  std::string status_file;  ///< to be touched so that a runner knows that sharding is supported
};

/// Looks up an environment variable; nothing if it is not set.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;
/// The process environment.
Environment ProcessEnvironment();

/// `option` is the value of --shard: "i/n" (1-based), "auto" (take the CI system's variables) or
/// empty. Without it SHAKEDOWN_SHARD, Bazel's TEST_SHARD_INDEX and GoogleTest's GTEST_SHARD_INDEX
/// are looked at, in this order; the CI systems' variables only with "auto", because they also
/// exist in jobs that are made parallel for another reason. kUsage if malformed.
Result<Shard> FindShard(const std::string& option, const Environment& environment);

}  // namespace shakedown::cli
