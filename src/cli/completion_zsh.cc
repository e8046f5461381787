#include "cli/command.h"
#include "cli/manual_options.h"

namespace shakedown::cli {
namespace {

/// Text inside single quotes, as part of an `_arguments` specification.
std::string Quoted(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') out += '\\';
    if (c == '\'') {
      out += "'\\''";
    } else {
      out += c;
    }
  }
  return out;
}

std::string Action(Offer offer, const std::vector<std::string>& words) {
  switch (offer) {
    case Offer::kFiles: return "_files";
    case Offer::kFolders: return "_files -/";
    case Offer::kNothing: return " ";
    case Offer::kWords: break;
  }
  std::string list;
  for (const std::string& word : words) list += (list.empty() ? "" : " ") + word;
  return "(" + list + ")";
}

std::string Specification(const OptionEntry& option) {
  const std::string help = '[' + Quoted(option.help) + ']';
  std::string argument;
  if (!option.argument.empty()) {
    argument = (option.argument_optional ? "::" : ":") + Quoted(option.argument) + ':' +
               Action(option.offer, option.words);
  }
  const char* joint = option.argument.empty() ? "" : option.argument_optional ? "=-" : "=";
  return "        '*--" + option.name + joint + help + argument + "' \\\n";
}

std::string WordsSpecification(Words words) {
  switch (words) {
    case Words::kFiles: return "'*:file:_files'";
    case Words::kFolder: return "'1:folder:_files -/'";
    case Words::kUrl: return "'1:url:_urls'";
    default: break;
  }
  const std::vector<std::string> fixed = FixedWords(words);
  return fixed.empty() ? "'*: :'" : "'*:word:" + Action(Offer::kWords, fixed) + "'";
}

}  // namespace

std::string ZshCompletion() {
  std::string names;
  std::string cases;
  for (const Command& command : Commands()) {
    const Manual manual = command.manual();
    names += "    '" + Quoted(command.name) + ':' + Quoted(command.summary) + "'\n";
    cases += "    " + std::string(command.name) + ")\n      _arguments \\\n";
    for (const OptionEntry& option : EntriesOf(manual)) cases += Specification(option);
    cases += "        " + WordsSpecification(manual.words) + " ;;\n";
  }
  return "#compdef shakedown\n# zsh completion for shakedown. Made by 'shakedown completion zsh'.\n"
         "_shakedown() {\n  local -a commands\n  commands=(\n" +
         names +
         "  )\n  if (( CURRENT == 2 )); then\n    _describe command commands\n    return\n  fi\n"
         "  local command=$words[2]\n  shift words\n  (( CURRENT-- ))\n  case $command in\n" +
         cases +
         "  esac\n}\nif [ \"$funcstack[1]\" = _shakedown ]; then _shakedown \"$@\"; "
         "else compdef _shakedown shakedown; fi\n";
}

}  // namespace shakedown::cli
