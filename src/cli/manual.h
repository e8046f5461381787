// What a command says of itself, written once: `--help`, the man page and the shell completions are
// made from it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/options.h"

namespace shakedown::cli {

/// What the words without a name are, so that shells can complete them.
enum class Words { kNone, kFiles, kFolder, kUrl, kCauses, kProfiles, kShells };

/// One command's manual.
struct Manual {
  std::string usage;  ///< "explain URL [options]", without the program's name
  std::string about;  ///< paragraphs, separated by an empty line; broken to width when shown
  /// Command lines as typed, with what a reader needs to know behind them; shown as they are, at
  /// most 78 columns wide.
  std::vector<std::string> examples{};
  std::vector<OptionGroup> groups{};
  /// What stands below the options, as it is: exit codes, lists of words.
  std::string notes{};
  Words words = Words::kNone;
};

/// The text of `--help`: at most 80 columns.
std::string HelpText(const Manual& manual);
/// Prints HelpText to standard output and returns the exit code of a help text.
int PrintHelp(const Manual& manual);

/// The man page shakedown(1) as roff source, all commands in one page.
std::string ManualPage();

/// Completion scripts for the whole program.
std::string BashCompletion();
std::string ZshCompletion();
std::string FishCompletion();

}  // namespace shakedown::cli
