// Which cases run, in which shard and in which order. Pure functions of case lists.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/result.h"
#include "run/plan.h"

namespace shakedown::run {

/// Whether filters, tags and the list of ids let `test` through (sharding aside).
bool IsSelected(const Case& test, const Selection& selection);

/// The cases of the selection's shard. Cases are dealt out round robin in the order of their ids,
/// so that shards are even, disjoint and the same whatever the order of suite files. The order of
/// `cases` is kept. kUsage if the shard does not exist.
Result<std::vector<Case>> TakeShard(std::vector<Case> cases, const Selection& selection);

/// A permutation of 0..count-1 that depends on nothing but `seed` and `count`, on every platform.
std::vector<size_t> ShuffledOrder(size_t count, uint64_t seed);

}  // namespace shakedown::run
