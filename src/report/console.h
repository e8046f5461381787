// What people see while a run goes on and at its end: one line per case, the failures once more
// with their explanation, and a summary. Nothing here is told by colour alone.
#pragma once

#include <iosfwd>
#include <memory>
#include <optional>

#include "core/clock.h"
#include "run/event.h"

namespace shakedown::report {

enum class ColorChoice { kAuto, kAlways, kNever };

struct ConsoleOptions {
  ColorChoice color = ColorChoice::kAuto;
  int verbosity = 0;  ///< -1 only failures and summary, -2 nothing, 1 ladders of failures, 2 of all
  bool progress = true;  ///< live status line if standard error is a terminal, else a heartbeat
  bool results_to_stderr = false;  ///< standard output is taken by a machine-readable report
  Milliseconds heartbeat{30000};   ///< how often a line says that the run is alive; 0: never
  // Borrowed; null: standard output and standard error. Must outlive the report.
  std::ostream* out = nullptr;
  std::ostream* status = nullptr;
  std::optional<bool> terminal;  ///< whether `status` is a terminal; absent: asks the system
  size_t columns = 0;            ///< width of lines; 0: the terminal's, else 80
  SteadyTime (*now)() = &std::chrono::steady_clock::now;
};

/// Whether text to file descriptor `fd` is coloured: the option, then NO_COLOR, CLICOLOR_FORCE or
/// FORCE_COLOR, CLICOLOR=0 and TERM=dumb, then whether it is a terminal.
bool UseColor(ColorChoice choice, int fd);

/// Writes results to standard output and progress to standard error.
std::unique_ptr<run::Reporter> MakeConsoleReport(ConsoleOptions options);

}  // namespace shakedown::report
