// The targets of `run --targets FILE`: what the command line says for all, and each line for its
// own.
#pragma once

#include <vector>

#include "cli/options.h"
#include "core/result.h"
#include "run/runner.h"

namespace shakedown::cli {

/// Reads the list that --targets names. A line may hold the options that say where and how to
/// connect, the CA files, --set and --name; what it does not say is taken from the command line.
/// Lines with a mistake add to `errors`, each with its place; nothing shall run if there are any.
/// An Error if the list itself cannot be read, or if the command line cannot stand beside a list.
Result<std::vector<run::RunTarget>> ReadRunTargets(const ParsedOptions& options,
                                                   std::vector<Error>* errors);

}  // namespace shakedown::cli
