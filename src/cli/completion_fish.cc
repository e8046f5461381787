#include "cli/command.h"
#include "cli/manual_options.h"

namespace shakedown::cli {
namespace {

std::string Quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + '\'';
}

std::string Joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

std::string Line(const std::string& condition, const std::string& rest) {
  return "complete -c shakedown -n " + Quoted(condition) + ' ' + rest + '\n';
}

std::string OptionLine(const std::string& condition, const OptionEntry& option) {
  std::string rest = "-l " + option.name;
  if (option.letter != 0) rest += std::string(" -s ") + option.letter;
  if (!option.argument.empty() && !option.argument_optional) {
    switch (option.offer) {
      case Offer::kFiles: rest += " -r -F"; break;
      case Offer::kFolders: rest += " -x -a '(__fish_complete_directories)'"; break;
      case Offer::kWords: rest += " -x -a " + Quoted(Joined(option.words)); break;
      case Offer::kNothing: rest += " -x"; break;
    }
  }
  return Line(condition, rest + " -d " + Quoted(option.help));
}

std::string WordsLine(const std::string& condition, Words words) {
  if (words == Words::kFiles) return Line(condition, "-F");
  if (words == Words::kFolder) return Line(condition, "-a '(__fish_complete_directories)'");
  const std::vector<std::string> fixed = FixedWords(words);
  return fixed.empty() ? "" : Line(condition, "-a " + Quoted(Joined(fixed)));
}

}  // namespace

std::string FishCompletion() {
  std::string text =
      "# fish completion for shakedown. Made by 'shakedown completion fish'.\n"
      "complete -c shakedown -f\n";
  for (const Command& command : Commands()) {
    text += Line("__fish_use_subcommand",
                 "-a " + std::string(command.name) + " -d " + Quoted(command.summary));
  }
  for (const Command& command : Commands()) {
    const Manual manual = command.manual();
    const std::string condition = "__fish_seen_subcommand_from " + std::string(command.name);
    for (const OptionEntry& option : EntriesOf(manual)) text += OptionLine(condition, option);
    text += WordsLine(condition, manual.words);
  }
  return text;
}

}  // namespace shakedown::cli
