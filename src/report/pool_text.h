// The comparison of the addresses of one name, for people and as JSON.
#pragma once

#include <span>
#include <string>

#include "report/json_writer.h"
#include "run/pool.h"

namespace shakedown::report {

/// What the nodes of `host` have in common and who is the odd one out, in lines of at most `width`
/// columns.
std::string PoolText(const std::string& host, std::span<const run::NodeFacts> nodes, size_t width);

/// The field "pool" of the survey's document.
void WritePool(const std::string& host, std::span<const run::NodeFacts> nodes, JsonWriter& json);

}  // namespace shakedown::report
