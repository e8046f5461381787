#include "cli/command.h"
#include "cli/manual_options.h"

namespace shakedown::cli {
namespace {

std::string Joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

/// The completion of an argument or word, as a statement.
std::string Statement(Offer offer, const std::vector<std::string>& words) {
  switch (offer) {
    case Offer::kFiles: return "_shakedown_files";
    case Offer::kFolders: return "_shakedown_folders";
    case Offer::kWords: return "_shakedown_words '" + Joined(words) + "'";
    case Offer::kNothing: break;
  }
  return "return";
}

std::string WordsStatement(Words words) {
  if (words == Words::kFiles) return Statement(Offer::kFiles, {});
  if (words == Words::kFolder) return Statement(Offer::kFolders, {});
  const std::vector<std::string> fixed = FixedWords(words);
  return Statement(fixed.empty() ? Offer::kNothing : Offer::kWords, fixed);
}

std::string ArgumentCases(const Command& command, const Manual& manual) {
  std::string text;
  for (const OptionEntry& option : EntriesOf(manual)) {
    if (option.argument.empty() || option.argument_optional) continue;
    text += "    " + std::string(command.name) + ":--" + option.name + ") ";
    text += Statement(option.offer, option.words) + "; return ;;\n";
  }
  return text;
}

std::string WordCase(const Command& command, const Manual& manual) {
  std::vector<std::string> options;
  for (const OptionEntry& option : EntriesOf(manual)) options.push_back("--" + option.name);
  return "    " + std::string(command.name) + ")\n      if [[ $cur == -* ]]; then " +
         Statement(Offer::kWords, options) + "; else " + WordsStatement(manual.words) + "; fi ;;\n";
}

constexpr const char* kHead =
    R"(# bash completion for shakedown. Made by 'shakedown completion bash'.
_shakedown_files() { compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- "$cur")); }
_shakedown_folders() { compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -d -- "$cur")); }
_shakedown_words() { COMPREPLY=($(compgen -W "$1" -- "$cur")); }
_shakedown() {
  local IFS=$' \t\n' cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} command=${COMP_WORDS[1]}
  COMPREPLY=()
  # "--name=value" arrives as three words.
  if [[ $cur == '=' ]]; then cur=
  elif [[ $prev == '=' ]]; then prev=${COMP_WORDS[COMP_CWORD-2]}; fi
)";

}  // namespace

std::string BashCompletion() {
  std::vector<std::string> names = {"help", "--version"};
  std::string arguments;
  std::string words;
  for (const Command& command : Commands()) {
    const Manual manual = command.manual();
    names.emplace_back(command.name);
    arguments += ArgumentCases(command, manual);
    words += WordCase(command, manual);
  }
  return std::string(kHead) + "  if ((COMP_CWORD == 1)); then _shakedown_words '" + Joined(names) +
         "'; return; fi\n  case \"$command:$prev\" in\n" + arguments +
         "  esac\n  case \"$command\" in\n" + words +
         "  esac\n}\ncomplete -F _shakedown shakedown\n";
}

}  // namespace shakedown::cli
