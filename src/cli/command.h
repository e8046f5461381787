// The commands of the program. Each lives in a file of its own.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace shakedown::cli {

/// The words after the command's name.
using Arguments = std::vector<std::string>;

struct Manual;

struct Command {
  std::string_view name;
  std::string_view summary;      ///< one line for the overview
  int (*run)(const Arguments&);  ///< returns an ExitCode
  Manual (*manual)();            ///< see cli/manual.h
};

Manual RunManual();
Manual ExplainManual();
Manual ServeManual();
Manual ListManual();
Manual ReportManual();
Manual MergeManual();
Manual CompareManual();
Manual MintManual();
Manual CausesManual();
Manual ProfilesManual();
Manual WatchManual();
Manual DecodeManual();
Manual CompletionManual();

int RunCommand(const Arguments& arguments);
int ExplainCommand(const Arguments& arguments);
int ServeCommand(const Arguments& arguments);
int ListCommand(const Arguments& arguments);
int ReportCommand(const Arguments& arguments);
int MergeCommand(const Arguments& arguments);
int CompareCommand(const Arguments& arguments);
int MintCommand(const Arguments& arguments);
int CausesCommand(const Arguments& arguments);
int ProfilesCommand(const Arguments& arguments);
int WatchCommand(const Arguments& arguments);
int DecodeCommand(const Arguments& arguments);
int CompletionCommand(const Arguments& arguments);

/// All commands in the order of the overview.
std::span<const Command> Commands();

/// The whole program: dispatches, prints overview and version. `arguments` without the program's
/// name.
int Main(const Arguments& arguments);

}  // namespace shakedown::cli
