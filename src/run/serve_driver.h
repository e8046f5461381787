// Starts the client under test: a shell command for each connection, with its files in the
// environment, bounded in time and output.
#pragma once

#include <atomic>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/clock.h"
#include "core/result.h"

namespace shakedown::run {

/// What became of the client's program.
struct DriveEnd {
  std::optional<int> exit_code;  ///< nothing: it was ended by a signal, or by us at its deadline
  bool timed_out = false;
  std::string output;  ///< both streams together, the first 64 KiB; hostile
};

/// Environment of one start: NAME and value.
using DriveEnvironment = std::vector<std::pair<std::string, std::string>>;

/// `command` for a shell: {url}, {host}, {port}, {ca}, {cert}, {key} and {p12} stand for the
/// variables SHAKEDOWN_URL and so on, quoted, so that no value can be taken for shell words.
std::string DriveScript(const std::string& command);

/// Runs `command` with /bin/sh in a process group of its own, and ends that group at the deadline
/// or when `interrupt` is set. kInternal if no process can be started.
Result<DriveEnd> Drive(const std::string& command, const DriveEnvironment& environment,
                       Deadline deadline, const std::atomic<int>& interrupt);

}  // namespace shakedown::run
