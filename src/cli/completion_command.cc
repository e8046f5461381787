// shakedown completion SHELL: completion scripts and the man page, made from the option tables.
#include <cstdio>

#include "cli/command.h"
#include "cli/exit_code.h"
#include "cli/manual.h"
#include "core/text.h"

namespace shakedown::cli {
namespace {

struct Script {
  std::string_view shell;
  std::string (*text)();
};

constexpr Script kScripts[] = {{"bash", BashCompletion},
                               {"zsh", ZshCompletion},
                               {"fish", FishCompletion},
                               {"man", ManualPage}};

}  // namespace

Manual CompletionManual() {
  Manual manual{
      .usage = "completion bash|zsh|fish|man",
      .about =
          "Prints the completion script of a shell, or the man page as roff. "
          "'cmake --install' and the Debian package put them where shells and man "
          "look for them.",
      .examples = {"eval \"$(shakedown completion bash)\"", "shakedown completion man | man -l -"},
      .words = Words::kShells};
  manual.groups.emplace_back("Options").add_options()("help,h", "show this text");
  return manual;
}

int CompletionCommand(const Arguments& arguments) {
  const Manual manual = CompletionManual();
  po::options_description all;
  all.add(manual.groups.front()).add_options()("shell", po::value<std::vector<std::string>>(), "");
  const auto parsed = ParseOptions(arguments, all, "shell");
  if (!parsed) return Fail(parsed.error());
  if (parsed->has("help")) return PrintHelp(manual);
  const auto shells = parsed->texts("shell");
  for (const Script& script : kScripts) {
    if (shells.size() != 1 || shells.front() != script.shell) continue;
    std::fputs(script.text().c_str(), stdout);
    return kExitOk;
  }
  const std::string given = shells.size() == 1 ? "'" + Printable(shells.front()) + "'" : "that";
  return Fail(Error(ErrorCode::kUsage, "there is no script for " + given)
                  .WithHint("shakedown completion bash, zsh, fish or man"));
}

}  // namespace shakedown::cli
