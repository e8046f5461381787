// What people see while a run goes on and at its end.
#pragma once

#include <memory>

#include "run/event.h"

namespace shakedown::report {

enum class ColorChoice { kAuto, kAlways, kNever };

struct ConsoleOptions {
  ColorChoice color = ColorChoice::kAuto;
  int verbosity = 0;  ///< -1 only failures and summary, -2 nothing, 1 ladders of failures, 2 of all
  bool results_to_stderr = false;  ///< standard output belongs to a report
  bool progress = true;            ///< live status line if standard error is a terminal
};

/// Whether text to file descriptor `fd` is coloured: the option, then NO_COLOR, CLICOLOR_FORCE or
/// FORCE_COLOR, CLICOLOR=0 and TERM=dumb, then whether it is a terminal.
bool UseColor(ColorChoice choice, int fd);

/// Writes results to standard output and progress to standard error.
std::unique_ptr<run::Reporter> MakeConsoleReport(ConsoleOptions options);

}  // namespace shakedown::report
