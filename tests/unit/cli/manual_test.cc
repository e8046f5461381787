#include "cli/manual.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cctype>
#include <sstream>

#include "cli/command.h"
#include "cli/manual_options.h"
#include "core/file.h"
#include "tests/support/program.h"
#include "tests/support/temporary_folder.h"

namespace shakedown::cli {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing_support::RunProgram;
using testing_support::TemporaryFolder;

std::string Written(const TemporaryFolder& folder, const std::string& name,
                    const std::string& text) {
  const std::string path = folder.File(name);
  EXPECT_TRUE(WriteFile(path, text));
  return path;
}

OptionEntry EntryNamed(const Manual& manual, const std::string& name) {
  for (OptionEntry& entry : EntriesOf(manual)) {
    if (entry.name == name) return entry;
  }
  ADD_FAILURE() << "there is no --" << name;
  return {};
}

TEST(HelpText, FitsEightyColumnsForEveryCommand) {
  for (const Command& command : Commands()) {
    std::istringstream lines(HelpText(command.manual()));
    for (std::string line; std::getline(lines, line);) {
      EXPECT_LE(line.size(), 80u) << command.name << ": " << line;
      EXPECT_FALSE(line.ends_with(' ')) << command.name << ": " << line;
    }
  }
}

TEST(HelpText, NamesTheCommandAndEveryOption) {
  for (const Command& command : Commands()) {
    const Manual manual = command.manual();
    const std::string text = HelpText(manual);
    EXPECT_THAT(text, HasSubstr("Usage: shakedown " + std::string(command.name)));
    for (const OptionEntry& entry : EntriesOf(manual)) {
      EXPECT_THAT(text, HasSubstr("--" + entry.name)) << command.name;
      EXPECT_FALSE(entry.help.empty()) << command.name << " --" << entry.name;
    }
  }
}

TEST(OptionEntry, SaysWhatTheArgumentIs) {
  const Manual run = RunManual();
  EXPECT_EQ(EntryNamed(run, "junit").offer, Offer::kFiles);
  EXPECT_EQ(EntryNamed(run, "jobs").letter, 'j');
  EXPECT_EQ(EntryNamed(run, "shuffle").argument, "");
  EXPECT_THAT(EntryNamed(run, "color").words, testing::ElementsAre("auto", "always", "never"));
  const OptionEntry fail_fast = EntryNamed(run, "fail-fast");
  EXPECT_TRUE(fail_fast.argument_optional);
  EXPECT_EQ(fail_fast.argument, "N");
  EXPECT_THAT(EntryNamed(ExplainManual(), "as").words, Contains("java-sunx509"));
}

TEST(ManualPage, HasEveryOptionOfEveryCommandAndNoErrors) {
  const std::string page = ManualPage();
  for (const Command& command : Commands()) {
    std::string title(command.name);
    for (char& c : title) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    EXPECT_THAT(page, HasSubstr(".SH \"SHAKEDOWN " + title + "\""));
  }
  EXPECT_THAT(page, HasSubstr("\\fB\\-\\-rerun\\-failed\\fR \\fIFILE\\fR"));
  const TemporaryFolder folder;
  const auto roff =
      RunProgram({"groff", "-man", "-Tascii", "-ww", "-z", Written(folder, "s.1", page)});
  EXPECT_EQ(roff.exit_code, 0);
  EXPECT_THAT(roff.err, IsEmpty());
}

/// What bash offers for the last of `words`, one a line.
std::string Offered(const std::string& words) {
  const std::string script =
      BashCompletion() + "COMP_WORDS=(" + words +
      ")\nCOMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n_shakedown\nprintf '%s\\n' \"${COMPREPLY[@]}\"\n";
  const auto bash = RunProgram({"bash", "-c", script});
  EXPECT_EQ(bash.err, "") << words;
  return bash.out;
}

TEST(BashCompletion, OffersCommandsOptionsAndArguments) {
  EXPECT_EQ(Offered("shakedown expl"), "explain\n");
  EXPECT_EQ(Offered("shakedown run --rerun"), "--rerun-failed\n");
  EXPECT_EQ(Offered("shakedown run --color n"), "never\n");
  EXPECT_EQ(Offered("shakedown run --color = n"), "never\n") << "--color=n";
  EXPECT_EQ(Offered("shakedown causes certificate.too"), "certificate.too-deep\n");
  EXPECT_EQ(Offered("shakedown explain --as chromium-l"), "chromium-linux\n");
  EXPECT_EQ(Offered("shakedown run --filter ''"), "\n") << "nothing is known about globs";
}

TEST(BashCompletion, OffersFilesAsSuites) {
  const TemporaryFolder folder;
  const std::string path = Written(folder, "gate.xml", "");
  EXPECT_EQ(Offered("shakedown run " + path.substr(0, path.size() - 3)), path + "\n");
  EXPECT_EQ(Offered("shakedown run --junit " + path.substr(0, path.size() - 3)), path + "\n");
}

TEST(ZshCompletion, IsUnderstoodByZsh) {
  const TemporaryFolder folder;
  const auto zsh = RunProgram({"zsh", "-f", "-n", Written(folder, "_shakedown", ZshCompletion())});
  EXPECT_EQ(zsh.exit_code, 0) << zsh.err;
  EXPECT_THAT(ZshCompletion(), HasSubstr("#compdef shakedown"));
}

TEST(FishCompletion, OffersOptionsAndWords) {
  const TemporaryFolder folder;
  const std::string script = Written(folder, "shakedown.fish", FishCompletion());
  const auto offered = [&](const std::string& line) {
    const auto fish = RunProgram(
        {"fish", "--no-config", "-c", "source " + script + "; complete -C '" + line + "'"},
        {"HOME=" + folder.path()});
    EXPECT_EQ(fish.err, "") << line;
    return fish.out;
  };
  EXPECT_THAT(offered("shakedown run --rerun"), HasSubstr("--rerun-failed"));
  EXPECT_THAT(offered("shakedown causes certificate.too"), HasSubstr("certificate.too-deep"));
  EXPECT_THAT(offered("shakedown run --color n"), HasSubstr("never"));
}

}  // namespace
}  // namespace shakedown::cli
