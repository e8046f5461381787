// Runs one case: its handshakes in order, retries, and the result that reports see.
#pragma once

#include <atomic>
#include <string>

#include "run/environment.h"
#include "run/event.h"
#include "run/runner.h"

namespace shakedown::run {

/// Skip reason of cases that an interrupt kept from running.
inline constexpr const char* kNotRunInterrupted = "not run: interrupted";

/// Runs `test` in `environment`, again up to `options.retries` times if it does not pass.
/// `interrupt` is polled before each handshake. Throws only what libraries throw.
CaseResult RunCase(const Case& test, SuiteEnvironment& environment, const RunOptions& options,
                   const std::atomic<int>& interrupt);

/// A result for a case that does not run.
CaseResult SkippedCase(const Case& test, std::string reason);
/// A result for a case that cannot run because of `trouble` with its target.
CaseResult StoppedCase(const Case& test, const Error& trouble, const RunOptions& options);
/// A result for a case that a bug or an exhausted resource stopped.
CaseResult BrokenCase(const Case& test, const std::string& what);

/// `command` --filter 'id', quoted for a shell.
std::string ReproducingCommand(const std::string& command, const std::string& case_id);

}  // namespace shakedown::run
