// Exit codes of every command. Frozen: scripts and CI gates depend on them.
#pragma once

namespace shakedown::cli {

enum ExitCode : int {
  kExitOk = 0,             ///< all as expected
  kExitFailure = 1,        ///< at least one failure
  kExitUsage = 2,          ///< command line, suite file or a file it names
  kExitError = 3,          ///< no failure, but at least one error: no verdict could be had
  kExitNothing = 4,        ///< nothing selected
  kExitReport = 5,         ///< a report could not be written
  kExitInterrupted = 130,  ///< SIGINT; reports are written
  kExitTerminated = 143,   ///< SIGTERM; reports are written
};

/// The table for help texts, one line each.
const char* ExitCodeHelp();

}  // namespace shakedown::cli
