// The options that `run` and `list` share, and what they come to.
#pragma once

#include <string>
#include <vector>

#include "cli/options.h"
#include "cli/shard.h"
#include "core/result.h"
#include "run/plan.h"
#include "run/runner.h"

namespace shakedown::cli {

void AddTargetOptions(po::options_description* options);
/// Those of them that a line of a list of targets may hold too.
void AddListedTargetOptions(po::options_description* options);
void AddSelectionOptions(po::options_description* options);
void AddExecutionOptions(po::options_description* options);

/// What to run of which suites. Reads --rerun-failed, --shard and the runners' variables.
struct SelectionAndShard {
  run::Selection selection;
  Shard shard;
};
Result<SelectionAndShard> ReadSelection(const ParsedOptions& options,
                                        const Environment& environment);

/// Where to connect and how, without the URL's own defects. kUsage.
Result<run::TargetOptions> ReadTargetOptions(const ParsedOptions& options);
/// Variables from SHAKEDOWN_VAR_<NAME>, --set and `further` ("NAME=VALUE"); the later ones win.
/// kUsage.
Result<scenario::Variables> ReadVariables(const ParsedOptions& options,
                                          const std::vector<std::string>& further);

/// Target, variables, workers, limits. `suites` and the target options become the prefix of the
/// reproducing command. Variables come from --set and from SHAKEDOWN_VAR_<NAME>; --set wins.
Result<run::RunOptions> ReadRunOptions(const ParsedOptions& options,
                                       const std::vector<std::string>& suites);

}  // namespace shakedown::cli
