// Puts a client under test: our server asks it case by case as a suite says, and what it does is
// compared and reported as cases are.
#pragma once

#include <atomic>
#include <functional>
#include <span>
#include <string>

#include "core/clock.h"
#include "core/result.h"
#include "run/event.h"
#include "run/plan.h"

namespace shakedown::run {

struct ServeSuiteOptions {
  std::string address = "127.0.0.1";
  uint16_t port = 0;
  Milliseconds idle_limit{10000};
  /// Starts the client for each connection; empty: somebody else does, connection by connection.
  std::string drive;
  Milliseconds drive_limit{20000};  ///< for one start
  /// Where the files for the client go; exists.
  std::string directory;
  std::string key_log;  ///< empty: nobody learns session secrets
  std::string tool_version;
  std::string tls_library;
  /// Told where the server listens, and which connection comes next where somebody else starts the
  /// client. One line each, printable.
  std::function<void(const std::string&)> tell;
};

/// Whether all cases of `suite` put a client under test.
bool IsForClients(const scenario::SuiteModel& suite);

/// Runs the cases of `plan` one after the other, until `interrupt` holds a signal's number; what
/// comes after that is skipped. `reporters` are borrowed. kConnect if the address cannot be had,
/// and the errors of minting and writing files.
Result<RunSummary> ServeSuite(const Plan& plan, const ServeSuiteOptions& options,
                              std::span<Reporter* const> reporters,
                              const std::atomic<int>& interrupt);

}  // namespace shakedown::run
