#include "cli/manual_options.h"

#include <algorithm>

#include "diagnosis/cause.h"
#include "diagnosis/client_profile.h"
#include "diagnosis/client_profile_rules.h"

namespace shakedown::cli {
namespace {

std::vector<std::string> SplitAt(const std::string& text, char separator) {
  std::vector<std::string> parts;
  for (size_t begin = 0; begin <= text.size();) {
    const size_t end = std::min(text.find(separator, begin), text.size());
    parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

/// The name of an argument says what it is: FILE, DIR, PROFILE, or the words themselves as "a|b".
void ReadOffer(OptionEntry* entry) {
  const std::string& argument = entry->argument;
  if (argument.find('|') != std::string::npos) {
    entry->offer = Offer::kWords;
    entry->words = SplitAt(argument, '|');
  } else if (argument == "PROFILE") {
    entry->offer = Offer::kWords;
    entry->words = FixedWords(Words::kProfiles);
  } else if (argument == "DIR") {
    entry->offer = Offer::kFolders;
  } else if (argument.starts_with("FILE")) {
    entry->offer = Offer::kFiles;
  }
}

OptionEntry EntryOf(const po::option_description& option) {
  OptionEntry entry;
  entry.name = option.long_name();
  // "-j" or "--jobs": there is no other way to ask for the letter alone.
  const std::string shortest =
      option.canonical_display_name(po::command_line_style::allow_dash_for_short);
  if (shortest.size() == 2 && shortest[0] == '-') entry.letter = shortest[1];
  entry.help = option.description();
  if (option.semantic()->max_tokens() > 0) {
    entry.argument_optional = option.semantic()->min_tokens() == 0;
    entry.argument = option.format_parameter();
    if (entry.argument_optional && entry.argument.starts_with("[=")) {
      entry.argument = entry.argument.substr(2, entry.argument.find('(') - 2);
    }
    ReadOffer(&entry);
  }
  return entry;
}

}  // namespace

std::vector<OptionEntry> EntriesOf(const OptionGroup& group) {
  std::vector<OptionEntry> entries;
  for (const auto& option : group.options()) entries.push_back(EntryOf(*option));
  return entries;
}

std::vector<OptionEntry> EntriesOf(const Manual& manual) {
  std::vector<OptionEntry> entries;
  for (const OptionGroup& group : manual.groups) {
    for (OptionEntry& entry : EntriesOf(group)) entries.push_back(std::move(entry));
  }
  return entries;
}

std::vector<std::string> FixedWords(Words words) {
  std::vector<std::string> result;
  switch (words) {
    case Words::kCauses:
      for (const diagnosis::CauseInfo& cause : diagnosis::Causes()) result.emplace_back(cause.id);
      break;
    case Words::kProfiles:
      for (const diagnosis::ClientProfile& profile : diagnosis::ClientProfiles()) {
        result.emplace_back(diagnosis::Info(profile).id);
      }
      break;
    case Words::kShells: return {"bash", "zsh", "fish", "man"};
    case Words::kNone:
    case Words::kFiles:
    case Words::kFolder:
    case Words::kUrl: break;
  }
  return result;
}

}  // namespace shakedown::cli
