// SIGINT and SIGTERM: the first asks the run to stop and write its reports, the second ends at
// once.
#pragma once

#include <atomic>

namespace shakedown::cli {

/// Installs the handlers. The returned flag holds the signal's number once one came; it lives as
/// long as the process.
const std::atomic<int>& WatchInterrupts();

}  // namespace shakedown::cli
