// serve --suite: puts a client under test, case by case.
#pragma once

#include <string>

#include "cli/options.h"

namespace shakedown::cli {

/// Runs the suites that --suite names. Exit codes as those of `run`.
int ServeSuiteCommand(const ParsedOptions& options);

/// Says on standard error that session secrets are written.
void PrintKeyLogWarning(const std::string& path);

}  // namespace shakedown::cli
