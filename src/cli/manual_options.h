// Options as the man page and the completion scripts need them.
#pragma once

#include <string>
#include <vector>

#include "cli/manual.h"

namespace shakedown::cli {

/// What a shell can offer for the argument of an option.
enum class Offer { kNothing, kFiles, kFolders, kWords };

/// One option of a command.
struct OptionEntry {
  std::string name;      ///< "junit", without dashes
  char letter = 0;       ///< 'j', or 0
  std::string argument;  ///< "FILE"; empty if it takes none
  bool argument_optional = false;
  std::string help;
  Offer offer = Offer::kNothing;
  std::vector<std::string> words{};  ///< for Offer::kWords
};

/// The options of a group in order.
std::vector<OptionEntry> EntriesOf(const OptionGroup& group);
/// Those of all groups.
std::vector<OptionEntry> EntriesOf(const Manual& manual);
/// What the words without a name can be, if that is a fixed list; empty if not.
std::vector<std::string> FixedWords(Words words);

}  // namespace shakedown::cli
